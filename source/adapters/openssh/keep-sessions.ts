import {openSession, type Session, type SessionSetup} from './open-session.ts';

/** The logins of a run. */
export type SessionKeeper = {
	/** Opens one. */
	open(setup: SessionSetup): Session;
	/** One that waits for work of this purpose; undefined where there is none. It is the caller's until it is put back. */
	take(purpose: string): Session | undefined;
	/** Keeps one for further work, if it can take any. */
	put(purpose: string, session: Session): Promise<void>;
	/** Ends them all. */
	close(): Promise<void>;
};

// What nobody uses meanwhile is ended: who looks through a plan holds no root shells open on all nodes.
const idleMs = 60_000;
// Three file descriptors each; systems that allow few allow 4096.
const mostIdle = 1000;

/** Starts with none; the caller closes it. */
export const keepSessions = (): SessionKeeper => {
	const all = new Set<Session>();
	// In the order in which they came to wait.
	const idle = new Map<Session, {readonly purpose: string; readonly timer: NodeJS.Timeout}>();
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
		take(purpose) {
			const [session] = [...idle].find(([each, waiting]) => waiting.purpose === purpose && each.isOpen()) ?? [];
			if (session !== undefined) {
				clearTimeout(idle.get(session)?.timer);
				idle.delete(session);
			}
			return session;
		},
		async put(purpose, session) {
			if (!session.isOpen()) {
				await end(session);
				return;
			}
			idle.set(session, {purpose, timer: setTimeout(() => void end(session), idleMs).unref()});
			const [eldest] = idle.keys();
			if (idle.size > mostIdle && eldest !== undefined) {
				void end(eldest);
			}
		},
		async close() {
			await Promise.all([...all].map(end));
		},
	};
};
