//! Ports chosen by the system, on loopback, kept through crashes.

#[cfg(any(test, not(target_os = "linux")))]
use std::net::TcpListener;
use std::net::{Ipv4Addr, SocketAddrV4};
#[cfg(target_os = "linux")]
use std::os::fd::OwnedFd;

use crate::{Error, Result};

/// A loopback port for one server.
///
/// On Linux a bound socket that never listens can share its port with a later listener and reserves the port meanwhile:
/// neither another server nor an outgoing connection gets it while ours restarts. On other systems the port was merely
/// free a moment ago.
#[derive(Debug)]
pub(crate) struct Port {
    number: u16,
    #[cfg(target_os = "linux")]
    _lease: OwnedFd,
}

impl Port {
    #[cfg(target_os = "linux")]
    pub(crate) fn reserve() -> Result<Self> {
        let lease = bind_without_listening().map_err(|errno| Error::io("reserve a port")(errno.into()))?;
        let address = rustix::net::getsockname(&lease)
            .and_then(SocketAddrV4::try_from)
            .map_err(|errno| Error::io("reserve a port")(errno.into()))?;
        Ok(Self { number: address.port(), _lease: lease })
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn reserve() -> Result<Self> {
        let address = TcpListener::bind(any_port())
            .and_then(|listener| listener.local_addr())
            .map_err(Error::io("reserve a port"))?;
        Ok(Self { number: address.port() })
    }

    pub(crate) fn number(&self) -> u16 {
        self.number
    }
}

fn any_port() -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)
}

#[cfg(target_os = "linux")]
fn bind_without_listening() -> rustix::io::Result<OwnedFd> {
    use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, socket_with, sockopt};
    let socket = socket_with(AddressFamily::INET, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    sockopt::set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &any_port())?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_can_listen_where_the_port_is_reserved() {
        let port = Port::reserve().unwrap();
        for _restart in 0..3 {
            TcpListener::bind((Ipv4Addr::LOCALHOST, port.number())).unwrap();
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn nobody_else_is_given_a_reserved_port() {
        let ports: Vec<Port> = (0..500).map(|_| Port::reserve().unwrap()).collect();
        let mut numbers: Vec<u16> = ports.iter().map(Port::number).collect();
        let others: Vec<TcpListener> = (0..500).map(|_| TcpListener::bind(any_port()).unwrap()).collect();
        numbers.extend(others.iter().map(|other| other.local_addr().unwrap().port()));
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 1000);
    }
}
