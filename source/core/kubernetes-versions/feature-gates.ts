// First minor whose kubelet does not start with the gate set ("unrecognized feature gate"): gates that guides put into kubelet
// units and configurations. kubernetes pkg/features/kube_features.go of each minor from v1.20.15 to v1.37.0, compared.
const removedGates = new Map([
	['RotateKubeletClientCertificate', 21], ['BlockVolume', 21], ['CSIBlockVolume', 21], ['CSIDriverRegistry', 21], ['CSINodeInfo', 21],
	['AttachVolumeLimit', 21], ['TokenRequest', 21], ['TokenRequestProjection', 21], ['VolumePVCDataSource', 21],
	['CRIContainerLogRotation', 22], ['RunAsGroup', 22], ['SCTPSupport', 22], ['VolumeSnapshotDataSource', 22],
	['NodeLease', 23], ['StartupProbe', 23], ['SupportNodePidsLimit', 23], ['SupportPodPidsLimit', 23], ['Sysctls', 23],
	['HugePageStorageMediumSize', 24], ['ImmutableEphemeralVolumes', 24], ['RuntimeClass', 24], ['SetHostnameAsFQDN', 24],
	['CSIVolumeFSGroupPolicy', 25], ['ConfigurableFSGroupPolicy', 25], ['GenericEphemeralVolume', 25], ['IPv6DualStack', 25], ['TTLAfterFinished', 25],
	['VolumeSubpath', 25], ['DynamicKubeletConfig', 26], ['NonPreemptingPriority', 26], ['PodOverhead', 26],
	['CSIInlineVolume', 27], ['CSIMigration', 27], ['EphemeralContainers', 27], ['ExpandCSIVolumes', 27], ['ExpandInUsePersistentVolumes', 27],
	['ExpandPersistentVolumes', 27], ['LocalStorageCapacityIsolation', 27],
	['DelegateFSGroupToCSIDriver', 28], ['DevicePlugins', 28], ['DisableAcceleratorUsageMetrics', 28], ['KubeletCredentialProviders', 28], ['PodSecurity', 28],
	['DownwardAPIHugePages', 29], ['GRPCContainerProbe', 29], ['ProbeTerminationGracePeriod', 29], ['SeccompDefault', 29], ['TopologyManager', 29],
	['ExpandedDNSConfig', 30], ['IPTablesOwnershipCleanup', 30], ['KubeletPodResources', 30], ['KubeletPodResourcesGetAllocatable', 30],
	['CSINodeExpandSecret', 31], ['ReadWriteOncePod', 31], ['NewVolumeManagerReconstruction', 32], ['PodHostIPs', 32],
	['MemoryManager', 36], ['SidecarContainers', 37],
]);

/** The minor from which a kubelet refuses to start with this feature gate; undefined where none of the table's minors is known to. */
export const findGateRemoval = (gate: string): number | undefined => removedGates.get(gate);

/** True where a kubelet of the minor does not start with the gate set. */
export const isGateRefused = (gate: string, minor: number): boolean => (removedGates.get(gate) ?? Infinity) <= minor;
