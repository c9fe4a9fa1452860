import {openSession, type Session, type SessionSetup} from './open-session.ts';

/** The logins of a run. */
export type SessionKeeper = {
	/** Opens one. */
	open(setup: SessionSetup): Session;
	/** One that waits for work of this purpose, and answers where it has waited for long; undefined where there is none. It is the caller's until it is put back. */
	take(purpose: string, signal?: AbortSignal): Promise<Session | undefined>;
	/** Keeps one for further work, if it can take any. */
	put(purpose: string, session: Session): Promise<void>;
	/** Ends those that wait; called where this process holds too much open. */
	endIdle(): Promise<void>;
	/** Ends them all. */
	close(): Promise<void>;
};

// What nobody uses meanwhile is ended: who looks through a plan holds no root shells open on all nodes.
const idleMs = 60_000;
// Three file descriptors each. Node.js takes the hard limit for its own (node.cc, PlatformInit), which is 4096 at least on common systems;
// where it is less, a login that cannot be started makes room. A lower number would have larger clusters log in once a script.
const mostIdle = 1000;

/** After which a login that waited is asked whether it still answers, and how long it has for that. */
export type KeepPatience = {readonly trustedMs: number; readonly answerMs: number};

// A node that went away silently is told by ssh only after 45 s (ServerAliveInterval), and a script must not be sent twice: what it loses is an empty one.
const usualPatience: KeepPatience = {trustedMs: 5000, answerMs: 10_000};

/** Starts with none; the caller closes it. */
export const keepSessions = ({trustedMs, answerMs}: KeepPatience = usualPatience): SessionKeeper => {
	const all = new Set<Session>();
	// In the order in which they came to wait.
	const idle = new Map<Session, {readonly purpose: string; readonly sinceMs: number; readonly timer: NodeJS.Timeout}>();
	const end = async (session: Session): Promise<void> => {
		clearTimeout(idle.get(session)?.timer);
		idle.delete(session);
		await session.close();
		all.delete(session);
	};
	return {
		open(setup) {
			const session = openSession(setup);
			all.add(session);
			return session;
		},
		async take(purpose, signal) {
			const [session, waited] = [...idle].find(([each, waiting]) => waiting.purpose === purpose && each.isOpen()) ?? [];
			if (session === undefined || waited === undefined) {
				return undefined;
			}
			clearTimeout(waited.timer);
			idle.delete(session);
			if (Date.now() - waited.sinceMs < trustedMs) {
				return session;
			}
			const {exitCode} = await session.work({script: ':', timeoutMs: answerMs, ...(signal === undefined ? {} : {signal})});
			if (exitCode === 0) {
				return session;
			}
			void end(session);
			return undefined;
		},
		async put(purpose, session) {
			if (!session.isOpen()) {
				await end(session);
				return;
			}
			idle.set(session, {purpose, sinceMs: Date.now(), timer: setTimeout(() => void end(session), idleMs).unref()});
			const [eldest] = idle.keys();
			if (idle.size > mostIdle && eldest !== undefined) {
				void end(eldest);
			}
		},
		async endIdle() {
			await Promise.all([...idle.keys()].map(end));
		},
		async close() {
			await Promise.all([...all].map(end));
		},
	};
};
