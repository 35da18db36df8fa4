#!/bin/sh
# Installed as "paddock", beside the program proper: a command runs without a window and needs no display; everything
# else opens the window. Words of a command come after "--", where Chromium takes none of them for its own.
here=$(dirname "$(readlink -f "$0")")
program=$here/paddock-window

command=
value=
for word do
  if [ -n "$value" ]; then value=; continue; fi
  case $word in
    --user-data-dir|--format|--server) value=next ;;
    --help|--version) command=yes ;;
    -*|*.paddock|paddock:*) ;;
    *) command=yes ;;
  esac
done

if [ "$(id -u)" = 0 ]; then
  echo 'Chromium’s sandbox cannot start as root: run this as an ordinary user.' >&2
  exit 1
fi
if [ -z "$command" ]; then exec "$program" "$@"; fi
exec "$program" --ozone-platform=headless --disable-gpu --disable-logging --log-level=3 -- --paddock-cli "$@"
