//! An identity provider for the tests of this crate, on a port of its own.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::Instant,
};
use url::form_urlencoded;

/// A request that the provider got.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) at: Instant,
    pub(super) path: String,
    pub(super) authorization: Option<String>,
    pub(super) form: Vec<(String, String)>,
}

impl Asked {
    /// A parameter of the form.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The provider.
pub(super) struct Provider {
    pub(super) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Provider {
    /// Answers requests of each path with its answers in turn, of which the last is for all that follow. `{url}` in a body is
    /// the provider's address.
    pub(super) async fn answering(answers: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<Vec<Asked>>>::default();
        let (own, noted) = (url.clone(), Arc::clone(&asked));
        tokio::spawn(async move {
            while let Ok((mut connection, _)) = listener.accept().await {
                let request = read(&mut connection).await.unwrap();
                let before = noted.lock().unwrap().iter().filter(|one| one.path == request.path).count();
                let fitting: Vec<_> = answers.iter().filter(|(path, ..)| *path == request.path).collect();
                let (_, status, body) =
                    fitting.get(before).or(fitting.last()).map_or(("", "404 Not Found", ""), |found| **found);
                noted.lock().unwrap().push(request);
                let body = body.replace("{url}", &own);
                let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                connection.write_all((head + &body).as_bytes()).await.unwrap();
            }
        });
        Self { url, asked }
    }

    /// The requests to this path, in order.
    pub(super) fn asked(&self, path: &str) -> Vec<Asked> {
        self.asked.lock().unwrap().iter().filter(|one| one.path == path).cloned().collect()
    }
}

async fn read(connection: &mut TcpStream) -> io::Result<Asked> {
    let mut reader = BufReader::new(connection);
    let (mut lines, mut length, mut authorization) = (Vec::new(), 0, None);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await?;
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "authorization" => authorization = Some(value.to_owned()),
                _ => {}
            }
        }
        lines.push(line);
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await?;
    Ok(Asked {
        at: Instant::now(),
        path: lines[0].split(' ').nth(1).unwrap_or_default().to_owned(),
        authorization,
        form: form_urlencoded::parse(&body).into_owned().collect(),
    })
}
