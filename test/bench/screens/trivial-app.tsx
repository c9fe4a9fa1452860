// The least that an Ink app can be: what the first frame of kubenroll is held against.
import {Box, render, Text, useInput, useWindowSize} from 'ink';

const App = () => {
	const {columns, rows} = useWindowSize();
	useInput(() => undefined);
	return (
		<Box width={columns} height={rows}>
			<Text>first frame</Text>
		</Box>
	);
};

render(<App />, {alternateScreen: true, incrementalRendering: true});
