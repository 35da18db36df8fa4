@echo off
rem Runs a command of Paddock's in a console: Paddock.exe itself has none. Untried: nobody could run it on Windows.
"%~dp0..\Paddock.exe" --disable-gpu --disable-logging --log-level=3 -- --paddock-cli %*
