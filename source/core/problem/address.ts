/** Problems with the API server address that kubelets will dial. Subject: `host:port`. */
export type AddressProblems = {
	'address-refused': {readonly host: string; readonly port: number};
};
