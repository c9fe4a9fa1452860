/** First line of every file that kubenroll writes as a whole: whose it is, and how to change it. A file with it is rendered anew, one without is adapted. */
export const artifactHeader = '# Written by kubenroll. To change it, edit kubenroll.yaml and run `kubenroll enroll`: changes made here are lost.\n';

/** True for a file that kubenroll wrote as a whole. */
export const isOwnArtifact = (content: string): boolean => content.startsWith(artifactHeader);
