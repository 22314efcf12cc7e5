/**
 * Licences: signed texts that are checked here, without any network.
 *
 * <p>In: a token, the public keys that the deployer has installed, the system's clock. Out: a
 * {@link io.epochly.host.LicenceState}, never an exception, whatever the token is. Refused: all but
 * the one text that an issuer's key has signed.
 *
 * <p>A token is {@code epochly1.KEYID.PAYLOAD.SIGNATURE}, 4,096 characters at most:
 *
 * <ul>
 *   <li>KEYID: the first 8 bytes of the SHA-256 of the public key's 32 bytes, in lower-case
 *       hexadecimal. A new key has another id; both may be installed while licences are replaced.
 *   <li>PAYLOAD: base64url, unpadded, of JSON in UTF-8: an object without white space, its keys in
 *       the order of the alphabet: {@code exp} and {@code nbf} (seconds since 1970), {@code gpu}
 *       (true, or left out), {@code sub}, {@code tier} (may be left out), {@code workers} (may be
 *       left out). Any other spelling of the same is refused.
 *   <li>SIGNATURE: base64url, unpadded, of Ed25519 (RFC 8032) over the ASCII bytes {@code
 *       epochly-licence-v1}, a zero byte, and all of the token before its last dot. The prefix
 *       keeps a signature that the key has made for anything else from counting here.
 * </ul>
 *
 * <p>The signature is checked before the payload is read, so that no parser sees what nobody
 * signed. Keys are files in PEM: PKCS#8 and SubjectPublicKeyInfo, as {@code openssl genpkey
 * -algorithm ed25519} makes them too.
 *
 * <p>A token is a secret: at most its last four characters appear in messages.
 */
@NullMarked
package io.epochly.host.internal.licence;

import org.jspecify.annotations.NullMarked;
