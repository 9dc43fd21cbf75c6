//! The services of the platform, in one list: one more service is one more line of it.

use std::{
    fmt,
    ops::{Index, IndexMut},
    slice,
};

macro_rules! services {
    ($($(#[$doc:meta])* $service:ident = $name:literal,)+) => {
        /// A service of the platform: one process, named after the package of its contracts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Service {
            $($(#[$doc])* $service,)+
        }

        impl Service {
            /// Every service, in the order events flow.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$service),+];

            /// Its short name, e.g. `intake`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$service => $name,)+
                }
            }
        }
    };
}

services! {
    /// Takes review requests.
    Intake = "intake",
    /// Scores them.
    Risk = "risk",
    /// Makes checklists; records verdicts, findings and evidence.
    Checkpoint = "checkpoint",
    /// Answers queries from PostgreSQL.
    Dashboard = "dashboard",
}

impl Service {
    /// The service that answers the calls of a contract, by its full name, e.g. `haetae.intake.v1.IntakeService`.
    #[must_use]
    pub fn of(contract: &str) -> Option<Self> {
        let (package, _) = contract.strip_prefix("haetae.")?.split_once('.')?;
        Self::ALL.into_iter().find(|service| service.name() == package)
    }

    /// The file name of its program, which is also the name of its package, e.g. `haetae-intake`.
    #[must_use]
    pub fn binary(self) -> String {
        format!("haetae-{}", self.name())
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One value for each service.
#[derive(Debug, Clone)]
pub struct PerService<T>(Vec<T>);

impl<T> PerService<T> {
    /// Makes the value of each service.
    pub fn new(make: impl FnMut(Service) -> T) -> Self {
        Self(Service::ALL.into_iter().map(make).collect())
    }

    /// Makes the value of each service.
    ///
    /// # Errors
    /// The first that `make` returns.
    pub fn try_new<E>(make: impl FnMut(Service) -> Result<T, E>) -> Result<Self, E> {
        Service::ALL.into_iter().map(make).collect::<Result<_, _>>().map(Self)
    }

    /// The values, in the order of [`Service::ALL`].
    pub fn iter_mut(&mut self) -> slice::IterMut<'_, T> {
        self.0.iter_mut()
    }
}

impl<T> Index<Service> for PerService<T> {
    type Output = T;

    fn index(&self, service: Service) -> &T {
        &self.0[service as usize]
    }
}

impl<T> IndexMut<Service> for PerService<T> {
    fn index_mut(&mut self, service: Service) -> &mut T {
        &mut self.0[service as usize]
    }
}
