// What lies on a practice master, as people write it by hand.

/** Where its API server is, and what starts it. */
export const apiServer = {name: 'kube-apiserver', unit: 'kube-apiserver.service', program: '/usr/local/bin/kube-apiserver', unitPath: '/etc/systemd/system/kube-apiserver.service'} as const;

/** The same of its controller-manager, which only is to be seen. */
export const controllerManager = {
	name: 'kube-controller-manager',
	unit: 'kube-controller-manager.service',
	program: '/usr/local/bin/kube-controller-manager',
	unitPath: '/etc/systemd/system/kube-controller-manager.service',
	kubeconfig: '/etc/kubernetes/controller-manager.conf',
	keyPath: '/etc/kubernetes/pki/ca.key',
} as const;

/** The CA that signs client certificates. */
export const caPath = '/etc/kubernetes/pki/ca.crt';

/** Where rows are, on a master that has a token file. */
export const tokenPath = '/etc/kubernetes/token.csv';

/** Writes the unit of an API server. */
export const formatApiServerUnit = ({address, port, hasTokenFile}: {readonly address: string; readonly port: number; readonly hasTokenFile: boolean}): string => `[Unit]
Description=Kubernetes API Server
After=network.target

[Service]
ExecStart=${apiServer.program} \\
  --advertise-address=${address} \\
  --secure-port=${port} \\
  --client-ca-file=${caPath} \\
  --authorization-mode=Node,RBAC \\
  --enable-admission-plugins=NodeRestriction${hasTokenFile ? ` \\\n  --token-auth-file=${tokenPath}` : ''}
Restart=on-failure
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
`;

/** What the controller-manager is started with. */
export const managerFlags = [`--kubeconfig=${controllerManager.kubeconfig}`, '--leader-elect=true', '--use-service-account-credentials=true', '--controllers=*,bootstrapsigner,tokencleaner', `--cluster-signing-cert-file=${caPath}`, `--cluster-signing-key-file=${controllerManager.keyPath}`, `--root-ca-file=${caPath}`] as const;

/** Its unit. */
export const managerUnit = `[Unit]
Description=Kubernetes Controller Manager

[Service]
ExecStart=${[controllerManager.program, ...managerFlags].join(' \\\n  ')}
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;

/** The words behind the program that a unit starts. */
export const readStartWords = (unit: string): readonly string[] => (/^ExecStart=(.*)$/m.exec(unit.replaceAll('\\\n', ' '))?.[1] ?? '').trim().split(/\s+/).slice(1);

/** The value of a flag among them; undefined where it is not there. */
export const findValue = (words: readonly string[], name: string): string | undefined => words.findLast((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
