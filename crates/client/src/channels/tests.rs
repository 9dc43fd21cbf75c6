use haetae_proto::dashboard::v1::GetCallerRequest;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tonic::{
    Code, Status,
    service::Routes,
    transport::{Server, server::TcpIncoming},
};

use super::*;

/// A gRPC server without methods: it answers each call with `UNIMPLEMENTED`, which shows the test that it was reached.
struct Running {
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Running {
    fn on(listener: TcpListener) -> Self {
        let (stop, stopped) = oneshot::channel();
        let ended = tokio::spawn(async move {
            let serving = Server::builder().add_routes(Routes::default());
            let until = async { stopped.await.unwrap_or_default() };
            serving.serve_with_incoming_shutdown(TcpIncoming::from(listener), until).await.unwrap();
        });
        Self { stop, ended }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.ended.await.unwrap();
    }
}

async fn bound() -> (TcpListener, std::net::SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// The status of a call, or the connection error.
async fn called(channels: &Channels, bearer: &Bearer) -> Result<Status, Unreachable> {
    let mut dashboard = channels.dashboard(bearer).await?;
    Ok(dashboard.get_caller(GetCallerRequest {}).await.unwrap_err())
}

/// Calls until the server is reached.
async fn reached(channels: &Channels, bearer: &Bearer) {
    let reached = async {
        while called(channels, bearer).await.map_or(Code::Unavailable, |refusal| refusal.code()) != Code::Unimplemented
        {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(30), reached).await.expect("the server is not reached");
}

#[tokio::test]
async fn a_service_is_reached_after_a_first_failure_and_after_each_restart() {
    let (listener, address) = bound().await;
    drop(listener);
    let channels = Channels::to(|_| format!("http://{address}"));
    let bearer = Bearer::new("t", "en").unwrap();
    let unreachable = called(&channels, &bearer).await.unwrap_err();
    assert!(unreachable.cause.contains("refused"), "{unreachable}");
    for _ in 0..2 {
        let running = Running::on(TcpListener::bind(address).await.unwrap());
        reached(&channels, &bearer).await;
        running.stop().await;
        let away = called(&channels, &bearer).await.unwrap();
        assert_ne!(away.code(), Code::Unimplemented, "{away}");
    }
}

/// Fills the listen queue, so that further connection attempts get no answer, like those to a machine that is down.
async fn deaf(address: std::net::SocketAddr) -> (TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    let listener = socket.listen(1).unwrap();
    let (mut taken, address) = (Vec::new(), listener.local_addr().unwrap());
    while let Ok(connected) = timeout(Duration::from_millis(500), TcpStream::connect(address)).await {
        taken.push(connected.unwrap());
        assert!(taken.len() < 100, "the system takes every connection");
    }
    (listener, taken)
}

/// Three concurrent calls with a short deadline.
async fn three(channels: &Channels) -> [Result<Status, Unreachable>; 3] {
    let bearer = Bearer::new("t", "en").unwrap().within(Duration::from_millis(100));
    let call = || called(channels, &bearer);
    tokio::join!(call(), call(), call()).into()
}

#[tokio::test]
async fn calls_that_wait_for_a_connection_end_by_their_deadline() {
    // Never connected.
    let (listener, _taken) = deaf("127.0.0.1:0".parse().unwrap()).await;
    let address = listener.local_addr().unwrap();
    let channels = Channels::to(|_| format!("http://{address}"));
    for call in three(&channels).await {
        assert_eq!(call.unwrap_err().cause, "no answer in time");
    }
    // Connected once.
    let (listener, address) = bound().await;
    let channels = Channels::to(|_| format!("http://{address}"));
    let running = Running::on(listener);
    reached(&channels, &Bearer::new("t", "en").unwrap()).await;
    running.stop().await;
    let _deaf = deaf(address).await;
    for call in three(&channels).await {
        assert_eq!(call.unwrap().code(), Code::DeadlineExceeded);
    }
}

/// Speaks just enough HTTP/2 to answer the first call with a GOAWAY frame that says no stream was taken.
async fn goes_away(mut stream: TcpStream, reason: u8) {
    const PREFACE: usize = 24;
    const FRAME_HEAD: usize = 9;
    const HEADERS: u8 = 1;
    const EMPTY_SETTINGS: [u8; FRAME_HEAD] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
    stream.write_all(&EMPTY_SETTINGS).await.unwrap();
    stream.read_exact(&mut [0; PREFACE]).await.unwrap();
    loop {
        let mut head = [0; FRAME_HEAD];
        stream.read_exact(&mut head).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await.unwrap();
        if head[3] == HEADERS {
            break;
        }
    }
    stream.write_all(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, reason]).await.unwrap();
    // The client closes.
    stream.read_to_end(&mut Vec::new()).await.unwrap_or_default();
}

#[tokio::test]
async fn a_call_that_a_stopping_server_did_not_take_is_unavailable() {
    const NO_ERROR: u8 = 0;
    const INTERNAL_ERROR: u8 = 2;
    for (reason, code) in [(NO_ERROR, Code::Unavailable), (INTERNAL_ERROR, Code::Internal)] {
        let (listener, address) = bound().await;
        let server = tokio::spawn(async move { goes_away(listener.accept().await.unwrap().0, reason).await });
        let channels = Channels::to(|_| format!("http://{address}"));
        let status = called(&channels, &Bearer::new("t", "en").unwrap()).await.unwrap();
        assert_eq!(status.code(), code, "{status:?}");
        drop(channels);
        timeout(Duration::from_secs(30), server).await.expect("the client keeps the connection").unwrap();
    }
}
