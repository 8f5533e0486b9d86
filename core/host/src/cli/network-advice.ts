/** What to do about the codes of Node, OpenSSL and undici; what they mean stands in their documentation of errors. */
const ADVICE: readonly { readonly codes: RegExp; readonly advice: string }[] = [
  {
    codes: /^ECONNREFUSED$/,
    advice: 'Nothing listens there. Check host and port of the configured URL, and that the service runs.',
  },
  {
    codes: /^(ENOTFOUND|EAI_AGAIN|EAI_NODATA)$/,
    advice: 'The name is not found. Check how the host is spelt, and that DNS works from here.',
  },
  {
    codes: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/,
    advice:
      'It cannot be reached from here. Check firewalls and network policies, and whether HTTPS_PROXY has to be set.',
  },
  {
    codes: /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID)/,
    advice:
      'Its certificate is not trusted. Check that it is valid for this host; where it is of an authority of your own, name that in NODE_EXTRA_CA_CERTS.',
  },
  {
    codes: /^(EPROTO|ERR_SSL_|ERR_TLS_)/,
    advice: 'TLS cannot be agreed on. Check that the URL begins with https:// only where the service speaks TLS.',
  },
  {
    codes: /^(ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_)/,
    advice:
      'The connection ended without an answer in HTTP. Check the port, whether it is http:// or https://, and proxies on the way.',
  },
];

/** What to do about network trouble of this code; undefined where that is not known, or the message says it already. */
export function networkAdvice(code: string): string | undefined {
  return ADVICE.find(({ codes }) => codes.test(code))?.advice;
}
