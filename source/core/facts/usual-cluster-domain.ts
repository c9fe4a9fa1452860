/** What kubelets call the domain where nobody says otherwise, as in every guide: kubernetes cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go, DefaultServiceDNSDomain. */
export const usualClusterDomain = 'cluster.local';
