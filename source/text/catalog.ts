import type {ReasonParams} from '../core/csr/reason-codes.ts';
import type {ProblemParams} from '../core/problem/problem.ts';
import type {AccessText} from './access-text.ts';
import type {DecisionText} from './decision-text.ts';
import type {DemoText} from './demo-text.ts';
import type {HelpText} from './help-text.ts';
import type {ManualText} from './manual-text.ts';
import type {RequestText} from './request-text.ts';
import type {RuleTexts} from './rule-text.ts';
import type {RunText} from './run-text.ts';
import type {ScreenText} from './screen-text.ts';
import type {WizardText} from './wizard-text.ts';

/** Languages that every sentence exists in; the value of --lang. */
export type Language = 'en' | 'zh-CN';

/** A problem in words: what could not be done and why, then what to do, each an action or an exact command to paste. */
export type ProblemText = {readonly message: string; readonly hints: readonly string[]};

/** One sentence a problem code; a missing or misnamed one does not compile. `login` is the ssh command line to the host that the subject is, where it is one. */
export type ProblemTexts<Params> = {readonly [Code in keyof Params]: (params: Params[Code], subject: string, login: string) => ProblemText};

/** What a rule of the approval policy found, in one sentence each. */
export type ReasonTexts = {readonly [Code in keyof ReasonParams]: (params: ReasonParams[Code]) => string};

/** Every sentence that a person reads, in one language. The areas are in files of their own under `en/` and `zh-cn/`. */
export type Text = {
	readonly language: Language;
	/** The ssh command line to a host by its name in kubenroll.yaml; unset until that is read. */
	readonly loginOf?: (host: string) => string;
	readonly problems: ProblemTexts<ProblemParams>;
	readonly reasons: ReasonTexts;
	readonly rules: RuleTexts;
	readonly help: HelpText;
	readonly run: RunText;
	readonly requests: RequestText;
	readonly decisions: DecisionText;
	readonly screens: ScreenText;
	readonly wizard: WizardText;
	readonly demo: DemoText;
	readonly access: AccessText;
	readonly manual: ManualText;
};
