/** What a node on its way to Ready waits for; `nothing` when it has arrived. */
export type WaitingFor = 'client-request' | 'client-approval' | 'client-signer' | 'registration' | 'ready' | 'serving-request' | 'serving-approval' | 'serving-signer' | 'nothing';
