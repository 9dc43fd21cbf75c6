//! People to choose from: accounts that the platform has seen, each with its name.

use haetae_proto::common::v1::Person;

use super::inputs::Choice;

/// The person that was chosen or typed: by account, or by a unique name. Any other text is taken as an account, which
/// the service checks.
pub(super) fn named(people: &[Person], typed: &str) -> Person {
    let typed = typed.trim();
    let known = people.iter().find(|person| person.subject == typed);
    let mut of_name = people.iter().filter(|person| person.name == typed && !typed.is_empty());
    let only = of_name.next().filter(|_| of_name.next().is_none());
    known.or(only).cloned().unwrap_or_else(|| Person { subject: typed.to_owned(), name: String::new() })
}

/// Each account once, in the order given, without the platform's own.
pub(super) fn distinct(people: impl IntoIterator<Item = Person>) -> Vec<Person> {
    let mut all: Vec<Person> = Vec::new();
    for person in people {
        let service = person.subject.is_empty() || person.subject.starts_with("service:");
        if !service && all.iter().all(|known| known.subject != person.subject) {
            all.push(person);
        }
    }
    all
}

/// The account, with a text that identifies the person.
pub(super) fn choice(person: &Person, text: String) -> Choice {
    Choice { value: person.subject.clone(), text, about: String::new(), chosen: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(subject: &str, name: &str) -> Person {
        Person { subject: subject.into(), name: name.into() }
    }

    #[test]
    fn a_person_is_found_by_account_and_by_a_name_that_only_one_has() {
        let people = [person("lee", "이수진"), person("choi", "최유나"), person("choi2", "최유나")];
        assert_eq!(named(&people, " lee "), people[0]);
        assert_eq!(named(&people, "이수진"), people[0]);
        assert_eq!(named(&people, "최유나"), person("최유나", ""), "two of the name");
        assert_eq!(named(&people, "park"), person("park", ""));
        let twice = [people[0].clone(), person("service:risk", ""), person("", ""), people[0].clone()];
        assert_eq!(distinct(twice), [people[0].clone()]);
    }
}
