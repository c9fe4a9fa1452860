// The lab by hand: `node test/lab/cli.ts build | up | down | status`; README.md says the rest.
import {parseArgs} from 'node:util';
import {obtainBaseTree} from './base-tree.ts';
import {obtainContainerd, obtainKubernetes, obtainPauseImage} from './binaries.ts';
import {endAllLabs, endLab} from './end-lab.ts';
import {isKubernetesVersion, kubernetesReleases} from './kubernetes-releases.ts';
import {openLab, type Lab} from './lab.ts';
import {readLabOptions} from './lab-flags.ts';
import {listLabs} from './place.ts';
import {startLab} from './start-lab.ts';

const usage = `node test/lab/cli.ts COMMAND

build                       builds all binaries and the base tree, unless they are in the cache
up [--name NAME] [SHAPE…]   starts a lab and prints how to reach it
down [--name NAME | --prefix START | --all]
                            ends a lab, those whose names start so, or all; --all also sweeps up after killed runs
status                      lists labs and hosts

Shape, as the fields of LabShape in shape.ts:
  --kubernetes 1.36.3|1.24.17   --masters 1|2   --nodes N   --kubelet 1.36.3|1.24.17
  --bootstrap-token-auth        --separate-serving-ca       --no-vip-in-sans
  --ca-key rsa|ecdsa            --pki-folder /opt/kubernetes/ssl
  --unit-style multiline|one-line|environment-file|drop-in|template|static-pod|supervised
  --admission-plugins NodeRestriction   --cluster-signing-duration 10m   --controllers '*,tokencleaner'
  --login root|sudo|sudo-password       --missing kubelet,containerd,runc,cni,conntrack,iptables,sudo
`;

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
	async build() {
		console.log(await obtainBaseTree());
		for (const version of Object.keys(kubernetesReleases).filter(isKubernetesVersion)) {
			const layers = await obtainKubernetes(version);
			console.log(`${layers.controlPlane}\n${layers.kubelet}`);
		}

		console.log(await obtainContainerd());
		console.log(await obtainPauseImage());
	},
	async up(args) {
		const started = performance.now();
		const lab = await startLab(readLabOptions(args));
		console.log(describeLab(lab));
		console.log(`up after ${((performance.now() - started) / 1000).toFixed(1)} s`);
	},
	async down(args) {
		const {values} = parseArgs({args: [...args], options: {name: {type: 'string'}, prefix: {type: 'string'}, all: {type: 'boolean'}}});
		if (values.all) {
			const ended = await endAllLabs();
			console.log(ended.map(lab => `${lab.name} ended`).join('\n'));
			return;
		}

		const labs = await listLabs();
		const {prefix} = values;
		if (prefix) {
			await Promise.all(labs.filter(({name}) => name.startsWith(prefix)).map(endLab));
			return;
		}

		const [lab, ...others] = values.name === undefined ? labs : labs.filter(({name}) => name === values.name);
		if (!lab || others.length > 0) {
			throw new Error(`which lab? there are: ${labs.map(({name}) => name).join(', ') || 'none'}`);
		}

		await endLab(lab);
		console.log(`${lab.name} ended`);
	},
	async status() {
		for (const {name} of await listLabs()) {
			const lab = await openLab(name);
			const hosts = [...lab.masters, ...lab.nodes];
			const states = await Promise.all(hosts.map(async host => `${host.name} ${await host.isUp() ? 'up' : 'down'}`));
			console.log(`${describeLab(lab)}\nstate       ${states.join(', ')}\n`);
		}
	},
};

function describeLab(lab: Lab): string {
	return [
		`lab         ${lab.name} (Kubernetes ${lab.shape().kubernetes})`,
		`kubeconfig  ${lab.kubeconfig}`,
		`VIP         ${lab.vip}`,
		`ssh key     ${lab.ssh.identityFile}`,
		`ssh         ssh -F ${lab.ssh.trustingConfigFile} ${lab.nodes[0]?.name ?? 'm1'}`,
		...[...lab.masters, ...lab.nodes].map(host => `host        ${host.name} ${host.address}`),
	].join('\n');
}

const [command = '', ...args] = process.argv.slice(2);
const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
if (!run) {
	console.error(usage);
	process.exit(2);
}

await run(args);
