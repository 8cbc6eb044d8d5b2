//! The connection: TCP, TLS from the start, and the handshake after `STARTTLS`.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::ImapError;
use crate::config::Tls;
use crate::net::tls::client_config;

/// How long a connection and a handshake may take each.
pub(super) const CONNECT: Duration = Duration::from_secs(15);

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// `STARTTLS` before anything else.
    StartTls,
    /// Nothing: the password travels in clear.
    None,
}

/// Where a server is and how it is reached.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name or address; also the name that the certificate must carry.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// How the certificate is checked.
    pub tls: Tls,
}

/// What a session reads and writes.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Wire for T {}

impl Server {
    /// Refuses to send a password in clear to another machine, unless the service is marked
    /// insecure.
    pub(super) fn check(&self) -> Result<(), ImapError> {
        let address = self.host.parse::<IpAddr>();
        let here = self.host == "localhost" || address.is_ok_and(|address| address.is_loopback());
        if self.security == Security::None && !here && !self.tls.insecure {
            return Err(ImapError::Settings(
                "without TLS the password would travel in clear to another machine: \
                 mark the service `tls.insecure` if that is meant"
                    .to_owned(),
            ));
        }
        Ok(())
    }

    /// Opens the TCP connection.
    pub(super) async fn connect(&self) -> Result<TcpStream, ImapError> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await;
        let stream = stream.map_err(|e| ImapError::Connect(e.to_string()))?;
        // Small commands must not wait for each other's acknowledgement; failing here costs speed
        // only.
        let _ = stream.set_nodelay(true);
        Ok(stream)
    }

    /// Does the TLS handshake.
    pub(super) async fn secure(&self, stream: TcpStream) -> Result<Box<dyn Wire>, ImapError> {
        let config =
            client_config(&self.tls).map_err(|error| ImapError::Settings(error.to_string()))?;
        let name = ServerName::try_from(self.host.clone())
            .map_err(|_| ImapError::Settings(format!("`{}` is not a host name", self.host)))?;
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(name, stream).await;
        let stream = stream.map_err(|e| ImapError::Tls(e.to_string()))?;
        Ok(Box::new(stream))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("imap.example.org", Security::None, false, false)]
    #[case("192.0.2.1", Security::None, false, false)]
    #[case("imap.example.org", Security::None, true, true)]
    #[case("imap.example.org", Security::StartTls, false, true)]
    #[case("localhost", Security::None, false, true)]
    #[case("::1", Security::None, false, true)]
    fn a_password_in_clear_stays_on_this_machine(
        #[case] host: &str,
        #[case] security: Security,
        #[case] insecure: bool,
        #[case] allowed: bool,
    ) {
        let tls = Tls {
            ca_file: None,
            insecure,
        };
        let server = Server {
            host: host.to_owned(),
            port: 143,
            security,
            tls,
        };
        assert_eq!(server.check().is_ok(), allowed);
    }
}
