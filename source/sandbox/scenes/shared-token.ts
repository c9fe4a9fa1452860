/** The token of a token file that every old kubelet of a scene has, as guides make one with `head -c 16 /dev/urandom | od -An -t x`; good for a practice cluster only. */
export const sharedToken = '9a8b7c6d5e4f30211203f4e5d6c7b8a9';
