import type {Text} from '../catalog.ts';
import {access} from './access.ts';
import {decisions} from './decisions.ts';
import {demo} from './demo.ts';
import {help} from './help.ts';
import {manual} from './manual.ts';
import {accessProblems} from './problems/access.ts';
import {addressProblems} from './problems/address.ts';
import {caseProblems} from './problems/case.ts';
import {changeProblems} from './problems/change.ts';
import {clusterProblems} from './problems/cluster.ts';
import {configProblems} from './problems/config.ts';
import {controlPlaneProblems} from './problems/control-plane.ts';
import {enrollProblems} from './problems/enroll.ts';
import {kubeletProblems} from './problems/kubelet.ts';
import {localProblems} from './problems/local.ts';
import {nodeProblems} from './problems/node.ts';
import {planProblems} from './problems/plan.ts';
import {requestProblems} from './problems/request.ts';
import {sshProblems} from './problems/ssh.ts';
import {tokenFileProblems} from './problems/token-file.ts';
import {usageProblems} from './problems/usage.ts';
import {reasons} from './reasons.ts';
import {requests} from './requests.ts';
import {rules} from './rules.ts';
import {run} from './run.ts';
import {screens} from './screens.ts';
import {wizard} from './wizard.ts';

/** Everything that people read, in Simplified Chinese. */
export const simplifiedChinese: Text = {
	language: 'zh-CN',
	problems: {...accessProblems, ...addressProblems, ...caseProblems, ...changeProblems, ...clusterProblems, ...configProblems, ...controlPlaneProblems, ...enrollProblems, ...kubeletProblems, ...localProblems, ...nodeProblems, ...planProblems, ...requestProblems, ...sshProblems, ...tokenFileProblems, ...usageProblems},
	reasons,
	rules,
	help,
	run,
	requests,
	decisions,
	screens,
	wizard,
	demo,
	access,
	manual,
};
