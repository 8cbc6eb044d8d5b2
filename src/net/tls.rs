//! TLS for every protocol of this room: which roots are believed, and the marked exception.
//!
//! The system's roots and the service's `ca_file`; Mozilla's bundled roots only on a machine that
//! has none at all (they would hide a private authority that is missing).

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use thiserror::Error;

use crate::config::Tls;

/// Why TLS cannot be set up for a service.
#[derive(Debug, Error)]
pub enum TlsError {
    #[error("{0}")]
    Versions(#[source] rustls::Error),
    #[error("tls.ca_file {}: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("tls.ca_file {}: {source}", path.display())]
    NotPem { path: PathBuf, source: pem::Error },
    #[error("tls.ca_file {}: {source}", path.display())]
    NotACertificate {
        path: PathBuf,
        source: rustls::Error,
    },
    #[error("tls.ca_file {}: no certificate in it", .0.display())]
    Empty(PathBuf),
}

/// The TLS settings of one service.
pub fn client_config(tls: &Tls) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Versions)?;
    if tls.insecure {
        let verifier = Arc::new(Unchecked(provider));
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth());
    }
    let mut roots = system_roots().clone();
    if let Some(path) = &tls.ca_file {
        let path = || path.clone();
        let pem = std::fs::read(path()).map_err(|source| TlsError::Unreadable {
            path: path(),
            source,
        })?;
        let before = roots.len();
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let certificate = certificate.map_err(|source| TlsError::NotPem {
                path: path(),
                source,
            })?;
            roots
                .add(certificate)
                .map_err(|source| TlsError::NotACertificate {
                    path: path(),
                    source,
                })?;
        }
        if roots.len() == before {
            return Err(TlsError::Empty(path()));
        }
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The machine's roots, read once.
fn system_roots() -> &'static RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(authorities());
        roots
    })
}

/// The certificates of the machine's roots, or the bundled ones.
pub(super) fn authorities() -> Vec<CertificateDer<'static>> {
    or_bundled(rustls_native_certs::load_native_certs().certs)
}

fn or_bundled(system: Vec<CertificateDer<'static>>) -> Vec<CertificateDer<'static>> {
    if system.is_empty() {
        webpki_root_certs::TLS_SERVER_ROOT_CERTS.to_vec()
    } else {
        system
    }
}

/// Believes any certificate: only for a service marked `insecure`, which every screen shows.
#[derive(Debug)]
struct Unchecked(Arc<CryptoProvider>);

impl ServerCertVerifier for Unchecked {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bundled_roots_serve_only_a_machine_without_any() {
        let bundled = or_bundled(Vec::new()).len();
        assert!(bundled > 50, "{bundled}");
        let one = webpki_root_certs::TLS_SERVER_ROOT_CERTS[0].clone();
        assert_eq!(or_bundled(vec![one]).len(), 1);
    }

    #[test]
    fn a_ca_file_without_a_certificate_is_refused_by_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let tls = Tls {
            ca_file: Some(file.path().to_owned()),
            insecure: false,
        };
        let error = client_config(&tls).unwrap_err().to_string();
        assert!(error.contains("no certificate in it"), "{error}");
    }
}
