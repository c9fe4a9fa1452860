import type {MissingFact} from '../../../core/csr/judge-context.ts';
import type {CaseProblems} from '../../../core/problem/case.ts';
import type {ProblemTexts} from '../../catalog.ts';

const lacks: Readonly<Record<MissingFact, {readonly what: string; readonly hint: string}>> = {
	nodes: {what: '没有完整的 Node 列表', hint: '请加上以下命令的输出：kubectl get nodes -o json'},
	tokens: {what: '没有 bootstrap token Secret', hint: '请加上以下命令的输出：kubectl -n kube-system get secrets --field-selector type=bootstrap.kubernetes.io/token -o json'},
	'service-range': {what: '既没有 Service 网段，也没有 Service default/kubernetes', hint: '请在 kubenroll.yaml 中设置 cluster.serviceCIDRs，或加上以下命令的输出：kubectl get service kubernetes -o json'},
	'api-server-address': {what: '没有 apiserver 的地址', hint: '请在 kubenroll.yaml 的 cluster.apiServer 中写 VIP 或负载均衡的 IP 地址：这里不解析域名'},
	clock: {what: '没有时间', hint: '请写明文件的生成时间：--at 2026-01-31T12:00:00Z'},
	'clocks-apart': {what: '有的对象比判定时间还新', hint: '请校准本机时钟，或写明文件的生成时间：--at 2026-01-31T12:00:00Z'},
	'unreadable-range': {what: '有无法识别的地址或网段', hint: '请检查各对象与 kubenroll.yaml 中的地址'},
};

/** 待判定的对象文件的问题。 */
export const caseProblems: ProblemTexts<CaseProblems> = {
	'objects-json': () => ({message: '此处不是 JSON', hints: ['文件内容应为 kubectl get -o json 或 -o yaml 的输出']}),
	'objects-empty': () => ({message: '没有任何内容', hints: ['检查生成它的命令：可能 kubectl 失败了，原因见上面的输出']}),
	'objects-key-repeated': () => ({message: '此处的键在同一个对象里重复了，因此忽略包含它的内容', hints: ['只保留一个：无法判断以哪个为准']}),
	'objects-differ': ({kind, name, places: [first, second]}) => ({message: `${kind} ${name} 出现两次且内容不同（${first}、${second}），因此没有任何 CSR 可判定为 PASS`, hints: ['只保留一个：无法判断以哪个为准']}),
	'objects-cut-off': () => ({message: '从此处开始的内容没有结尾：文件不完整', hints: ['重新生成：kubectl get csr,nodes -o json > FILE']}),
	'objects-too-large': ({limitMiB}) => ({message: `超过 ${limitMiB} MiB`, hints: ['去掉其他对象，或拆成几份分别判定：每一份都要包含 Node 与 Secret']}),
	'objects-yaml-too-large': ({limitMiB}) => ({message: `YAML 格式最大 ${limitMiB} MiB`, hints: ['改用 JSON：kubectl get csr,nodes -o json > FILE']}),
	'objects-not-understood': ({count}) => ({message: `其中有 ${count} 处不是 Kubernetes 对象`, hints: ['每个对象都应有 kind 与 metadata.name；其余对象已判定，与这些内容有关的信息视为缺失']}),
	'case-lacks-fact': ({fact}) => ({message: `其中${lacks[fact].what}，因此没有任何 CSR 可判定为 PASS`, hints: [lacks[fact].hint]}),
};
