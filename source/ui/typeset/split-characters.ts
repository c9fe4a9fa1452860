const segmenter = new Intl.Segmenter();

/** The whole characters of a text, as a person counts them: an emoji of many code points is one. */
export const splitCharacters = (text: string): readonly string[] => [...segmenter.segment(text)].map(({segment}) => segment);
