/** What `electron` is to a spec in plain Node: nothing. Without it the package would look for a program to download. */
export default {};
