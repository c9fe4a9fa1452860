// Where no user namespace can be had, a session works in the node's tree as its folder, and absolute paths are made relative to it: `/etc/x` becomes
// `./etc/x`, which needs no word of quoting whatever the tree's own path is. /dev stays as it is, and so does what only looks like a path (`s/a/b/`).

const absolute = /(^|[\s'"=(<>&;|*])\/(?!dev\b)(?=[a-z])/gm;
const relative = /(^|[\s'"=:(])\.\/(?=[a-z])/gm;

/** Makes the absolute paths of a script or of a program's answer relative to the tree. A socket is a plain file there: a path to a real one may be too long. */
export const leadPathsInside = (text: string): string => text.replaceAll(absolute, '$1./').replaceAll('[ -S ', '[ -e ');

/** Makes what a session printed absolute again, as the node would have printed it. */
export const leadPathsOutside = (text: string, tree: string): string => text.replaceAll(`${tree}/`, '/').replaceAll(relative, '$1/');

// What follows a script on standard input: a list of files, each under a line `F mode owner before sha256 path`, or one upload under `mode owner sha256 path`.
const fileLine = /^(F [0-7]+ \S+ \S+ [\da-f]{64} |[0-7]+ \S+:\S+ [\da-f]{64} )\/(?=\w)/;

/** Makes the path of a line that heads a file relative; other lines are content and stay. */
export const leadFileLineInside = (line: string): string => line.replace(fileLine, '$1./');
