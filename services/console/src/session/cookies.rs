//! Cookies of this site. Long values are split over several, because browsers limit one cookie to some 4 kB.

use axum::http::{HeaderMap, HeaderValue, header::COOKIE};

/// Longest value of one cookie.
const LONGEST: usize = 3800;
/// Parts of one value. More would not fit into the headers that proxies take.
const MOST: usize = 6;

/// How long a browser keeps a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// Until it is closed.
    Browser,
    /// For so many seconds.
    Seconds(u32),
}

/// A cookie that only this site reads.
#[derive(Debug, Clone)]
pub(crate) struct Cookie {
    name: String,
    https: bool,
    lifetime: Lifetime,
}

impl Cookie {
    /// A cookie with this name. On an encrypted site, the browser ensures that no other site can set it (`__Host-`).
    pub(crate) fn new(name: &str, https: bool, lifetime: Lifetime) -> Self {
        let prefix = if https { "__Host-" } else { "" };
        Self { name: format!("{prefix}haetae-{name}"), https, lifetime }
    }

    /// Its value in a request.
    pub(crate) fn read(&self, headers: &HeaderMap) -> Option<String> {
        let first = find(headers, &self.part(0))?;
        let (count, first) = first.split_once('.')?;
        let count = count.parse::<usize>().ok().filter(|count| (1..=MOST).contains(count))?;
        let rest: Option<Vec<&str>> = (1..count).map(|at| find(headers, &self.part(at))).collect();
        Some(format!("{first}{}", rest?.concat()))
    }

    /// The headers that set it; none when the value is too long or has characters that are invalid in a cookie. Parts
    /// of a longer previous value are removed from the browser.
    pub(crate) fn set(&self, value: &str, request: &HeaderMap) -> Option<Vec<HeaderValue>> {
        let mut parts = Vec::new();
        let mut rest = value;
        while !rest.is_empty() || parts.is_empty() {
            let (part, left) = rest.split_at_checked(rest.len().min(LONGEST))?;
            parts.push(part);
            rest = left;
        }
        let count = parts.len();
        let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
        if count > MOST || !plain {
            return None;
        }
        let set = parts.iter().enumerate().map(|(at, part)| match at {
            0 => self.header(0, &format!("{count}.{part}"), self.lifetime),
            _ => self.header(at, part, self.lifetime),
        });
        let gone = self.left(count, request);
        set.chain(gone).collect()
    }

    /// The headers that remove it.
    pub(crate) fn remove(&self, request: &HeaderMap) -> Vec<HeaderValue> {
        self.left(0, request).flatten().collect()
    }

    /// Removes the parts from `from` on that the browser has.
    fn left<'a>(&'a self, from: usize, request: &'a HeaderMap) -> impl Iterator<Item = Option<HeaderValue>> + 'a {
        let there = (from..MOST).filter(|at| find(request, &self.part(*at)).is_some());
        there.map(|at| self.header(at, "", Lifetime::Seconds(0)))
    }

    fn part(&self, at: usize) -> String {
        if at == 0 { self.name.clone() } else { format!("{}-{at}", self.name) }
    }

    fn header(&self, at: usize, value: &str, lifetime: Lifetime) -> Option<HeaderValue> {
        let secure = if self.https { "; Secure" } else { "" };
        let age = match lifetime {
            Lifetime::Browser => String::new(),
            Lifetime::Seconds(seconds) => format!("; Max-Age={seconds}"),
        };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.part(at));
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

/// The value of an unsealed cookie, such as the language.
pub(crate) fn plain<'a>(headers: &'a HeaderMap, cookie: &Cookie) -> Option<&'a str> {
    find(headers, &cookie.name).and_then(|value| value.strip_prefix("1."))
}

fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut pairs = all.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A browser: what it sends after it got these headers.
    fn sent(headers: &[HeaderValue]) -> HeaderMap {
        let pairs = headers.iter().map(|header| header.to_str().unwrap().split_once(';').unwrap());
        let kept = pairs.filter(|(_, attributes)| !attributes.contains("Max-Age=0")).map(|(pair, _)| pair);
        let mut request = HeaderMap::new();
        request.insert(COOKIE, kept.collect::<Vec<_>>().join("; ").parse().unwrap());
        request
    }

    #[test]
    fn values_of_any_length_come_back_and_leave_nothing() {
        let cookie = Cookie::new("session", true, Lifetime::Browser);
        let mut browser = HeaderMap::new();
        for length in [0, 1, LONGEST, LONGEST + 1, 4 * LONGEST, 10, MOST * LONGEST] {
            let value: String = ('a'..='z').cycle().take(length).collect();
            let set = cookie.set(&value, &browser).unwrap();
            assert!(set.iter().all(|header| header.len() < 4096), "{length}");
            browser = sent(&set);
            assert_eq!(cookie.read(&browser).unwrap(), value, "{length}");
        }
        assert_eq!(cookie.remove(&browser).len(), MOST);
        assert!(cookie.set(&"a".repeat(MOST * LONGEST + 1), &browser).is_none(), "too long");
        for strange in ["a;b", "a b", "a\r\nb", "ㄱ", "a=b"] {
            assert!(cookie.set(strange, &browser).is_none(), "{strange}");
        }
    }

    #[test]
    fn no_script_and_no_other_site_gets_it() {
        let set = |https| {
            let cookie = Cookie::new("session", https, Lifetime::Seconds(60));
            cookie.set("v", &HeaderMap::new()).unwrap()[0].to_str().unwrap().to_owned()
        };
        let always = "; Path=/; HttpOnly; SameSite=Lax";
        assert_eq!(set(true), format!("__Host-haetae-session=1.v{always}; Secure; Max-Age=60"));
        assert_eq!(set(false), format!("haetae-session=1.v{always}; Max-Age=60"));
    }

    #[test]
    fn what_was_not_set_here_is_not_read() {
        let cookie = Cookie::new("session", false, Lifetime::Browser);
        for text in
            ["haetae-session=v", "haetae-session=0.v", "haetae-session=7.v", "haetae-session=2.v", "other=1.v", ""]
        {
            let mut request = HeaderMap::new();
            request.insert(COOKIE, text.parse().unwrap());
            assert_eq!(cookie.read(&request), None, "{text}");
        }
    }
}
