/*
Where the practice API server differs from a real one and is meant to. A test looks up its expectation here by what it is held against; what is not testable
from outside is listed all the same, so that the page is whole.
*/

/** Each difference in a sentence. */
export const knownDifferences: Readonly<Record<string, string>> = {
	'asn1-words': 'Go\'s ASN.1 errors for malformed DER are not word for word the same; status, reason and field are.',
	'managed-fields': 'metadata.managedFields and metadata.generation are never written.',
	'null-times': 'Reviews of releases before 1.34 answer with metadata.creationTimestamp null; here it is left out.',
	'version-build': '/version tells no commit and no Go version.',
	'future-list': 'A list of a version of the future is refused at once; a real server waits 3 s for it first.',
	'token-cache': 'A real server goes on taking a deleted or expired bootstrap token for up to 10 s; here it ends at once.',
	'patches': 'Only JSON merge patches are understood; strategic merge, JSON patch and apply get 415.',
	'protobuf': 'Only JSON is spoken: kubectl reads, deletes, labels and creates from files, but `certificate approve` and its like send protobuf and get 415. No Table either, so kubectl shows names and ages.',
	'openapi': 'No /openapi: kubectl apply and create need --validate=false.',
	'finalizers': 'Deletion is at once: finalizers, grace and propagation are not looked at.',
	'validation': 'Only requests, bindings and metadata are validated; what is in Nodes, Services, Leases and the like is taken as it is.',
	'node-graph': 'No pod runs, so nodes have no relationship to any Secret or ConfigMap.',
	'watch-cache': 'History is 8192 changes of each resource, whatever their age.',
	'bookmarks': 'A bookmark comes 2 s before the end of every watch that asks; a real server has none for one that was short and quiet. Its object here has metadata only.',
	'api-groups': 'Only groups and resources that enrolling meets are served.',
};
