/** How the weights of a merged model may be stored, as llama.cpp calls it. */
export const mergedTypes = ['Q8_0', 'Q4_0', 'F16'] as const;
export type MergedType = (typeof mergedTypes)[number];
