/**
 * Tokens that were printed in documentation and guides and copied from there into clusters (P35): anybody knows them.
 * From kubernetes.io (bootstrap-tokens, authentication, kubelet-tls-bootstrapping) and a guide with many copies.
 */
export const publishedTokens: readonly string[] = [
	'07401b.f395accd246ae52d',
	'abcdef.0123456789abcdef',
	'c8ad9c.2e4d610cf3e7426e',
	'02b50b05283e98dd0fd71db496ef01e8',
];

/** True for a token, `id.secret` or a token file's first column, that was published. */
export const isPublishedToken = (token: string): boolean => publishedTokens.includes(token.trim());
