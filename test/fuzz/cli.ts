// Judges changed requests until there are enough: `node test/fuzz/cli.ts [COUNT [SEED]]`, a million where nothing is said. Prints what it found and fails where anything is wrong.
import {judgeBodies} from './judge-bodies.ts';

const [count = '1000000', seed = '1'] = process.argv.slice(2);
const batch = 50_000;
let [done, readable, passed, slowestMs] = [0, 0, 0, 0];
const defects: string[] = [];

for (let turn = Number(seed); done < Number(count); turn += 1) {
	const result = judgeBodies(turn, Math.min(batch, Number(count) - done));
	done += result.count;
	readable += result.readable;
	passed += result.passed;
	slowestMs = Math.max(slowestMs, result.slowestMs);
	defects.push(...result.defects);
	console.log(`${done} judged, ${readable} readable, ${passed} of the same meaning passed, slowest ${slowestMs.toFixed(2)} ms, ${defects.length} defects`);
}

for (const defect of defects.slice(0, 50)) {
	console.error(defect);
}
process.exitCode = defects.length === 0 ? 0 : 1;
