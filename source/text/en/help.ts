import type {HelpText} from '../help-text.ts';

/** Help, in English. */
export const help: HelpText = {
	promise: 'kubenroll enrols nodes into Kubernetes clusters that people built by hand.',
	start: [
		'kubenroll alone leads through everything, step by step, and writes kubenroll.yaml as you go; with --plain in lines. By hand:',
		'1. Write the nodes down in kubenroll.yaml; kubenroll schema > kubenroll.schema.json tells your editor its fields.',
		'2. kubenroll plan shows what would change, and changes nothing.',
		'3. kubenroll enroll does it, after asking.',
	],
	headings: {usage: 'Usage', commands: 'Commands', options: 'Options', general: 'Options of every command', examples: 'Examples', exitCodes: 'Exit codes', start: 'Where to begin'},
	groups: {
		token: 'Take back the rows of the token file that let nodes in.',
		csr: 'Look at certificate requests of kubelets and decide about them.',
		access: 'Give the board a kubeconfig with just the rights that it needs, and take it away.',
	},
	commands: {
		plan: {
			summary: 'Show what would change, node by node, file by file; change nothing',
			details: ['Reads the cluster, dials the API server address, looks at every node over SSH, and shows each file and object with its diff. Nothing is changed anywhere.'],
			examples: [
				{command: 'kubenroll plan', says: 'everything that kubenroll.yaml names'},
				{command: "kubenroll plan --nodes 'node[01-03]' --brief", says: 'three nodes, without diffs'},
				{command: 'kubenroll plan --json | jq -c \'select(.type=="plan-assembled")\'', says: 'for a script'},
			],
		},
		enroll: {
			summary: 'Enrol the nodes: files, kubelet, certificates, until they are Ready',
			details: [
				'Shows the plan and asks; then does exactly what it showed. Run again, it goes on where it stopped, adds new nodes, and leaves finished ones alone.',
				'A node that fails does not stop the others. Ctrl-C leaves every file whole.',
			],
			examples: [
				{command: 'kubenroll enroll', says: 'show the plan, ask, do it'},
				{command: 'kubenroll enroll --yes --json', says: 'without questions, for a script'},
				{command: 'kubenroll enroll --nodes node07 --approve none', says: 'one node; people approve its requests'},
			],
		},
		artifacts: {
			summary: 'Only write the files, for review, offline use or other tools',
			details: ['Writes nodes/NAME/etc/... as the files lie on the node, masters/NAME/... with token.csv and a patch for each file that flags are written in, cluster/*.yaml for kubectl apply, and STEPS.md: every step as commands to paste, in order. Changes neither hosts nor cluster. The tokens in them are new, and good only once they are in place; such files have mode 0600.', 'Where no cluster is at hand, cluster.offline (CA certificate and version) and cluster.apiServer in kubenroll.yaml are enough.'],
			examples: [{command: 'kubenroll artifacts -o out', says: 'the files of every node below out/'}],
		},
		csr: {
			summary: 'Watch nodes and their requests live, and decide with a key',
			details: [
				'A board of every node on its way to Ready, and of every request with its verdict; it needs a terminal. Works on any cluster: without a kubenroll.yaml nothing is planned, and a person decides everything.',
				'For scripts: kubenroll csr list, show, approve, deny.',
			],
			examples: [
				{command: 'kubenroll csr', says: 'the board; ? tells the keys'},
				{command: 'kubenroll csr --kubeconfig /etc/kubernetes/admin.conf', says: 'of a cluster that kubenroll has never seen'},
			],
		},
		'csr list': {
			summary: 'List the requests of kubelets, each with a verdict',
			details: ['PASS may be approved, ASK needs a person, REFUSE should be denied, NOT_OURS is for another signer, DECIDED has its answer. Changes nothing.'],
			examples: [
				{command: 'kubenroll csr list', says: 'a table'},
				{command: 'kubenroll csr list --json | jq -r \'select(.verdict=="PASS") | .name\'', says: 'one object a line'},
			],
		},
		'csr show': {
			summary: 'Show one request beside what is expected of it, with every reason',
			details: ['Tells who asks, for which node, which names, and what each rule of the approval policy says to it. Changes nothing.'],
			examples: [{command: 'kubenroll csr show csr-x7k2p', says: 'everything about one request'}],
		},
		'csr judge': {
			summary: 'Judge the requests of a file, without a cluster',
			details: [
				'Reads what kubectl get -o json or -o yaml prints, several outputs one after the other as well: requests, and the Nodes, bootstrap token Secrets and Services to judge them by. kubenroll.yaml is the plan. Prints what csr list prints, with names what csr show prints.',
				'No cluster and no name server is asked. What the file does not hold counts as not known: it is named, and no request is PASS without it.',
			],
			examples: [
				{command: "(kubectl get csr,nodes,services -A -o json; kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token -o json) | kubenroll csr judge -f -", says: 'all at once, from a pipe'},
				{command: 'kubenroll csr judge -f audit.json --at 2026-01-31T12:00:00Z csr-x7k2p', says: 'why one request was as it was, that day'},
			],
		},
		'csr approve': {
			summary: 'Approve requests, after judging them; this cannot be taken back',
			details: ['A request is read and judged again right before. PASS is approved after you confirm; ASK needs --reason; REFUSE needs --node with the name of the node it is for, and --reason.'],
			examples: [
				{command: 'kubenroll csr approve csr-x7k2p csr-9m4dd', says: 'two that are PASS'},
				{command: 'kubenroll csr approve --all-pass', says: 'every one that is PASS, after showing them'},
				{command: 'kubenroll csr approve csr-x7k2p --reason "second NIC, checked by phone"', says: 'one that is ASK'},
			],
		},
		'csr deny': {
			summary: 'Deny requests; this cannot be taken back',
			details: ['A denied request stays denied: the kubelet has to ask again, which it does when it is restarted.'],
			examples: [{command: 'kubenroll csr deny csr-x7k2p --reason "no machine of ours"', says: 'deny one'}],
		},
		'csr sweep': {
			summary: 'Delete requests that newer ones have superseded, after showing them',
			details: ['A kubelet that is restarted files a new request and forgets the old one. Only a newer request of the same kubelet that is PASS, or was approved, supersedes; nothing else is touched. Needs the right to delete certificate requests.'],
			examples: [{command: 'kubenroll csr sweep', says: 'show the list, ask, delete'}],
		},
		'csr revoke': {
			summary: 'Take bootstrap tokens away, by deleting their Secrets',
			details: ['For a token that floods, leaked or is no longer needed. What was filed with it is not PASS any more; certificates that were issued stay valid. The id is the part before the dot.'],
			examples: [{command: 'kubenroll csr revoke k3x9qa --reason "copied from a ticket"', says: 'one token'}],
		},
		'csr watch': {
			summary: 'Tell requests as they come; with --approve pass, approve what is PASS',
			details: [
				'Without --approve, or with --approve none, it only tells requests with their verdicts, changes nothing, and goes on until Ctrl-C (exit code 130).',
				'--approve pass is for a time when nobody looks. It approves what is PASS for the nodes of kubenroll.yaml and never denies; ASK and REFUSE are told and left to a person. A token that floods is named and left alone while the others go on.',
				'With --approve pass it ends when every planned node is Ready, after an hour, after two requests for each node, or with Ctrl-C. Exit code 0: all are Ready; 3: some are not.',
			],
			examples: [
				{command: 'kubenroll csr watch', says: 'tell requests, until Ctrl-C'},
				{command: 'kubenroll csr watch --approve pass', says: 'while machines are being installed'},
				{command: 'kubenroll csr watch --approve pass --json', says: 'for a script, one event a line'},
			],
		},
		'csr log': {
			summary: 'Show what was decided from here, and whether the log was changed',
			details: ['Every approval and denial stands in .kubenroll/decisions.jsonl with its rules, its operator and the reason typed. Each line is chained to the one before: an edit, a missing line or a cut-off end is named by its line, and the command fails.'],
			examples: [
				{command: 'kubenroll csr log', says: 'a table, the oldest first'},
				{command: 'kubenroll csr log --json | jq -c \'select(.isOverride)\'', says: 'where a person allowed what the policy refuses'},
			],
		},
		'access create': {
			summary: 'Make a kubeconfig that may decide requests, and nothing more',
			details: [
				'Makes a service account kubenroll-NAME in kube-system (NAME is board unless told otherwise) that may read Nodes, requests and the bootstrap tokens that are there now, and approve or deny requests of kubelets. Writes its kubeconfig to kubenroll-NAME.kubeconfig, mode 0600. Its token ends by itself.',
				'So that nobody has to watch the board as cluster-admin.',
			],
			examples: [
				{command: 'kubenroll access create', says: 'for eight hours'},
				{command: 'kubenroll access create night --for 12h', says: 'one of its own for the night shift'},
				{command: 'kubenroll csr --kubeconfig kubenroll-board.kubeconfig', says: 'the board with it'},
			],
		},
		'access remove': {
			summary: 'Take that kubeconfig away: its token is refused from then on',
			details: ['Deletes the service account, its roles and bindings, and the file if it is here. What kubenroll did not make is left alone.'],
			examples: [{command: 'kubenroll access remove', says: 'the one called board'}],
		},
		'token remove': {
			summary: 'Take the rows of the token file off every master again',
			details: [
				'For clusters enrolled with mode: token-file. Such rows never expire, so this is the last step: it shows what would change and asks; then it takes the rows that kubenroll wrote out of token.csv, restarts each apiserver, one host at a time, and proves that the tokens are refused.',
				'Rows of others stay byte for byte. With the last row --token-auth-file goes too. Enrolled nodes keep their certificates and notice nothing.',
			],
			examples: [
				{command: 'kubenroll token remove', says: 'show what would change, ask, do it'},
				{command: 'kubenroll token remove --yes --json', says: 'for a script'},
			],
		},
		demo: {
			summary: 'Practise on a cluster built in: no root, nothing touched',
			details: [
				'Starts an API server and nodes with sshd on loopback, inside this process and one temporary folder, and runs the real enrolment against them. Everything is removed at the end.',
				'Scenes: first-cluster, add-nodes, vip-not-in-sans, node-down, wrong-ca, expired-token, intruder, flood, slow-network, five-hundred-nodes, flaky-apiserver, token-file.',
			],
			examples: [
				{command: 'kubenroll demo', says: 'three nodes, and an intruder'},
				{command: 'kubenroll demo --scene expired-token', says: 'see how trouble is told'},
				{command: 'kubenroll demo --auto', says: 'without questions'},
			],
		},
		schema: {
			summary: 'Print the JSON Schema of kubenroll.yaml, or of the events of --json',
			details: ['The schema of kubenroll.yaml lets editors complete and check it; the one of the events describes each line of --json.'],
			examples: [
				{command: 'kubenroll schema > kubenroll.schema.json', says: 'then begin kubenroll.yaml with: # yaml-language-server: $schema=kubenroll.schema.json'},
				{command: 'kubenroll schema events', says: 'what --json prints'},
			],
		},
		help: {summary: 'Explain a command', details: [], examples: [{command: 'kubenroll help enroll', says: 'everything about enroll'}]},
	},
	options: {
		file: 'objects as JSON or YAML; - is standard input',
		at: 'judge as of this time; else as of now, by the clock of this machine',
		'accept-new-host-keys': 'pin SSH host keys that were never seen before; a changed key is refused all the same',
		'all-pass': 'all requests whose verdict is PASS, and no other',
		approve: 'who approves requests: pass (kubenroll, those whose verdict is PASS) or none (people)',
		'ask-ssh-password': 'ask for the SSH password once, for all nodes',
		'ask-sudo-password': 'ask for the sudo password once, for all nodes',
		auto: 'answer all questions oneself, and end',
		brief: 'show the plan without diffs',
		'undo-change': 'put the old files back where a change of the control plane was cut short or stopped, on every master that it had reached, and do nothing else',
		concurrency: 'how many nodes to work on at once',
		config: 'the answers (default: kubenroll.yaml)',
		context: 'context of the kubeconfig',
		diff: 'show the plan with diffs',
		for: 'how long it is good, 10m at least (default: 8h)',
		help: 'explain the command',
		json: 'one JSON object a line on stdout; text for people stays on stderr',
		kubeconfig: 'kubeconfig to reach the cluster with (default: $KUBECONFIG, then the usual places)',
		lang: 'language: en or zh-CN (default: from the locale)',
		'no-color': 'no colours; so does NO_COLOR',
		node: 'name of the node, to allow what the policy refuses',
		nodes: 'only these nodes of the file, or others as name=address; \'node[01-20]\' is a range',
		output: 'folder to write into',
		plain: 'lines instead of a screen',
		reason: 'why, for the record',
		scene: 'what the practice cluster is in for (default: three nodes and an intruder)',
		'ssh-password-file': 'read the SSH password from the first line of a file of mode 0600; - is stdin',
		'sudo-password-file': 'read the sudo password from the first line of a file of mode 0600; - is stdin',
		timeout: 'how long a node may take from its kubelet\'s start to Ready (default: 10m)',
		version: 'print the version',
		yes: 'do not ask',
	},
	exitCodes: [
		['0', 'done'],
		['1', 'failed'],
		['2', 'called wrongly, or an error in kubenroll.yaml'],
		['3', 'partly done: some nodes failed or wait for a person'],
		['130', 'cancelled'],
	],
	more: 'kubenroll help COMMAND tells more about one.',
};
