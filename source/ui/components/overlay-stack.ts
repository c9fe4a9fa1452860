/** What lies over a screen, the last one on top; a screen whose stack is empty is bare. */
export type OverlayStack<Overlay> = readonly Overlay[];

/** Lays one more on top. */
export const pushOverlay = <Overlay>(stack: OverlayStack<Overlay>, overlay: Overlay): OverlayStack<Overlay> => [...stack, overlay];

/** Takes the top one off. */
export const popOverlay = <Overlay>(stack: OverlayStack<Overlay>): OverlayStack<Overlay> => stack.slice(0, -1);

/** Changes the top one. */
export const replaceOverlay = <Overlay>(stack: OverlayStack<Overlay>, overlay: Overlay): OverlayStack<Overlay> => [...stack.slice(0, -1), overlay];
