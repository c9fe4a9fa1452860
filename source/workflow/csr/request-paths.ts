/** Where the requests are; `certificates.k8s.io/v1` serves every Kubernetes that kubenroll knows. */
export const requestsPath = '/apis/certificates.k8s.io/v1/certificatesigningrequests';

/** The path of one request; undefined for a name that no path can hold, which no API server stores (k8s.io/apimachinery pkg/api/validation/path). */
export const requestPath = (name: string): string | undefined =>
	name === '' || name === '.' || name === '..' || !name.isWellFormed() ? undefined : `${requestsPath}/${encodeURIComponent(name)}`;
