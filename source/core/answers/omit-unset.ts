/** Leaves out fields that are undefined, so that what is unset is absent. */
export const omitUnset = <Fields extends object>(fields: Fields): Settled<Fields> =>
	// The result has exactly the fields that Settled names.
	Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Settled<Fields>;

type Settled<Fields> = {[Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key]} & {[Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>};
