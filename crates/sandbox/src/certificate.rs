//! Certificate authorities of clusters, and the certificates that they issue for endpoints.

use base64::Engine as _;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ED25519, SerialNumber, date_time_ymd,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use serde::{Deserialize, Serialize};

/// What stands before the 32 secret bytes of an Ed25519 key in PKCS #8.
///
/// Source: RFC 8410, section 7.
const ED25519_PREFIX: [u8; 16] =
    [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/// A cluster's own certificate authority with its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    /// PEM.
    pub certificate: String,
    /// Secret bytes of the key.
    secret: [u8; 32],
}

impl Authority {
    /// Makes an authority from 32 random bytes; the same bytes give the same authority.
    ///
    /// # Errors
    /// When the certificate can't be written.
    pub(crate) fn make(secret: [u8; 32]) -> Result<Authority, rcgen::Error> {
        let certificate = authority_params().self_signed(&key_pair(secret)?)?.pem();
        Ok(Authority { certificate, secret })
    }

    /// The `certificateAuthority.data` of DescribeCluster.
    pub fn data(&self) -> String {
        base64::engine::general_purpose::STANDARD.encode(&self.certificate)
    }

    /// The key as PEM of PKCS #8.
    pub(crate) fn key_pem(&self) -> String {
        let text = base64::engine::general_purpose::STANDARD.encode(pkcs8(self.secret));
        format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n")
    }

    /// Issues a server's certificate for host names and addresses.
    ///
    /// # Errors
    /// When a name can't stand in a certificate.
    pub(crate) fn issue(
        &self,
        names: &[String],
        secret: [u8; 32],
    ) -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), rcgen::Error> {
        let mut params = CertificateParams::new(names)?;
        params.distinguished_name = named("kube-apiserver");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.serial_number = Some(SerialNumber::from(u64::from(secret[0]) + 2));
        lasting(&mut params);
        let issuer_params = authority_params();
        let issuer = Issuer::from_params(&issuer_params, key_pair(self.secret)?);
        let certificate = params.signed_by(&key_pair(secret)?, &issuer)?;
        Ok((certificate.der().clone(), PrivatePkcs8KeyDer::from(pkcs8(secret)).into()))
    }
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("kubernetes");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    params.serial_number = Some(SerialNumber::from(1));
    lasting(&mut params);
    params
}

/// Clients check certificates against their own clock, so they last longer than any simulation.
fn lasting(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2099, 1, 1);
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn pkcs8(secret: [u8; 32]) -> Vec<u8> {
    [ED25519_PREFIX.as_slice(), secret.as_slice()].concat()
}

fn key_pair(secret: [u8; 32]) -> Result<KeyPair, rcgen::Error> {
    KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(pkcs8(secret)), &PKCS_ED25519)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_bytes_give_the_same_authority() {
        let authority = Authority::make([7; 32]).expect("an authority");
        assert_eq!(authority, Authority::make([7; 32]).expect("an authority"));
        assert!(authority.certificate.starts_with("-----BEGIN CERTIFICATE-----"));
        let names = ["127.0.0.1".to_owned(), "x.gr7.us-east-1.eks.amazonaws.com".to_owned()];
        assert!(authority.issue(&names, [8; 32]).is_ok());
    }
}
