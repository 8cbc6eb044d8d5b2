//! The connection: TCP, TLS from the start, and the handshake after `STARTTLS`.

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
        let config = client_config(&self.tls).map_err(ImapError::Settings)?;
        let name = ServerName::try_from(self.host.clone())
            .map_err(|_| ImapError::Settings(format!("`{}` is not a host name", self.host)))?;
        let connector = TlsConnector::from(Arc::new(config));
        let stream = connector.connect(name, stream).await;
        let stream = stream.map_err(|e| ImapError::Tls(e.to_string()))?;
        Ok(Box::new(stream))
    }
}
