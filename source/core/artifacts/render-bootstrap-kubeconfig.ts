import {Scalar, stringify} from 'yaml';
import type {ApiServerAddress} from '../answers/answers.ts';
import {artifactHeader} from './artifact-header.ts';
import {encodeBase64} from './encode-base64.ts';
import {renderClientCa} from './render-client-ca.ts';

/** `https://host:port`, an IPv6 host in brackets (RFC 3986 section 3.2.2). */
export const formatServerUrl = ({host, port}: ApiServerAddress): string => `https://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** A string that stays one in every YAML: `1e1234.…` would be read as a number. */
const quoted = (text: string): Scalar => Object.assign(new Scalar(text), {type: Scalar.QUOTE_DOUBLE});

/**
 * Renders the kubeconfig that a kubelet starts with; secret because of its token. The kubelet copies server and CA into the
 * kubeconfig that it writes for itself (kubernetes pkg/kubelet/certificate/bootstrap/bootstrap.go), so both are the final ones.
 */
export const renderBootstrapKubeconfig = ({server, servingCaPem, token}: {readonly server: ApiServerAddress; readonly servingCaPem: string; readonly token: string}): string =>
	artifactHeader +
	stringify(
		{
			apiVersion: 'v1',
			kind: 'Config',
			clusters: [{name: 'kubernetes', cluster: {'certificate-authority-data': encodeBase64(renderClientCa(servingCaPem)), server: formatServerUrl(server)}}],
			users: [{name: 'kubelet-bootstrap', user: {token: quoted(token)}}],
			contexts: [{name: 'kubelet-bootstrap', context: {cluster: 'kubernetes', user: 'kubelet-bootstrap'}}],
			'current-context': 'kubelet-bootstrap',
		},
		{lineWidth: 0},
	);
