import {expect, test} from 'vitest';
import {judgeBodies} from '../../fuzz/judge-bodies.ts';

test('P3 passes, breaks over and dwells on no request whose DER was changed, signed again or not', () => {
	const {defects, readable, passed, count} = judgeBodies(7, 8000);
	expect(defects).toEqual([]);
	// Changes that all end at the outermost length would show nothing.
	expect(readable / count).toBeGreaterThan(0.005);
	expect(passed).toBeLessThan(readable);
});
