/** Object identifiers of SM2 certificates. Source: GM/T 0006-2012, 5; GM/T 0015-2012, 5.2. */
export const SM2_WITH_SM3 = '1.2.156.10197.1.501';
export const SM2_CURVE = '1.2.156.10197.1.301';
export const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
export const COMMON_NAME = '2.5.4.3';

/** Those of TLS as Node speaks it. Source: RFC 5480, 2.1.1.1; RFC 5758, 3.2. */
export const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
export const P256_CURVE = '1.2.840.10045.3.1.7';
