//! The changing half of a provider, written with the provider's own action type and used without
//! knowing it.
//!
//! Owns [`Changes`], which providers implement, and [`ErasedChanges`], which everybody else calls:
//! the only place where an action becomes [`ProviderData`] and back. Confirming, journalling and
//! verifying belong to the workflows.

use async_trait::async_trait;
use secrecy::SecretString;

use crate::domain::account::FetchedAccount;
use crate::domain::fetch::{ErrorKind, ProviderError};
use crate::domain::form::{Choice, Form};
use crate::domain::ids::ServiceId;
use crate::domain::natural_key::NaturalKey;
use crate::domain::plan::{
    DataError, Prepared, ProviderData, ProviderRecord, StepDraft, StepEnd, Task, Wanted,
};
use crate::domain::text::Text;
use crate::net::{Cx, failure};

/// A secret that a change brought about: shown or mailed once, kept nowhere.
#[derive(Debug)]
pub struct MadeSecret {
    /// What it is for humans.
    pub label: Text,
    pub value: SecretString,
}

/// What applying a step led to.
#[derive(Debug)]
pub struct Applied {
    pub end: StepEnd,
    pub made: Vec<MadeSecret>,
}

impl From<StepEnd> for Applied {
    fn from(end: StepEnd) -> Self {
        Self {
            end,
            made: Vec::new(),
        }
    }
}

/// Changes accounts of one configured service. `prepare` reads and sends nothing that changes;
/// `apply` does one action, reads its effect back after success and after any error, and succeeds
/// where the action was done before.
#[async_trait]
pub trait Changes: Send + Sync {
    /// What one step does. It is kept in the journal, so it never holds a secret.
    type Action: ProviderRecord + Clone + Send + Sync + 'static;

    /// The configured service.
    fn service_id(&self) -> &ServiceId;

    /// The questions that a creation asks. Choices that only the service knows are
    /// [`crate::domain::form::OptionSource::Live`] and come from [`Changes::options`].
    fn form(&self) -> Form;

    /// The choices under a live source of [`Changes::form`].
    async fn options(&self, cx: &Cx, source: &str) -> Result<Vec<Choice>, ProviderError>;

    /// Accounts with this login or address: asked before a creation is repeated.
    async fn find(&self, cx: &Cx, key: &NaturalKey) -> Result<Vec<FetchedAccount>, ProviderError>;

    /// Works out what a change would do, from what the service says now.
    async fn prepare(
        &self,
        cx: &Cx,
        wanted: &Wanted,
    ) -> Result<Prepared<Self::Action>, ProviderError>;

    async fn apply(&self, cx: &Cx, action: &Self::Action) -> Applied;

    /// Asks how far a task is that [`Changes::apply`] was told of.
    async fn poll(&self, cx: &Cx, action: &Self::Action, task: &Task) -> StepEnd;
}

/// [`Changes`] whose action type is not known.
#[async_trait]
pub trait ErasedChanges: Send + Sync {
    fn form(&self) -> Form;
    async fn options(&self, cx: &Cx, source: &str) -> Result<Vec<Choice>, ProviderError>;
    async fn find(&self, cx: &Cx, key: &NaturalKey) -> Result<Vec<FetchedAccount>, ProviderError>;
    async fn prepare(
        &self,
        cx: &Cx,
        wanted: &Wanted,
    ) -> Result<Prepared<ProviderData>, ProviderError>;

    /// Refuses an action of another kind or a newer program with [`StepEnd::Failed`]: nothing was
    /// sent.
    async fn apply(&self, cx: &Cx, action: &ProviderData) -> Applied;

    /// Leaves a task of an action that cannot be read as [`StepEnd::Unknown`].
    async fn poll(&self, cx: &Cx, action: &ProviderData, task: &Task) -> StepEnd;
}

#[async_trait]
impl<C: Changes> ErasedChanges for C {
    fn form(&self) -> Form {
        Changes::form(self)
    }

    async fn options(&self, cx: &Cx, source: &str) -> Result<Vec<Choice>, ProviderError> {
        Changes::options(self, cx, source).await
    }

    async fn find(&self, cx: &Cx, key: &NaturalKey) -> Result<Vec<FetchedAccount>, ProviderError> {
        Changes::find(self, cx, key).await
    }

    async fn prepare(
        &self,
        cx: &Cx,
        wanted: &Wanted,
    ) -> Result<Prepared<ProviderData>, ProviderError> {
        let prepared = Changes::prepare(self, cx, wanted).await?;
        let mut steps = Vec::with_capacity(prepared.steps.len());
        for draft in prepared.steps {
            steps.push(erased(self.service_id(), draft)?);
        }
        Ok(Prepared {
            steps,
            warnings: prepared.warnings,
        })
    }

    async fn apply(&self, cx: &Cx, action: &ProviderData) -> Applied {
        match action.read::<C::Action>() {
            Ok(action) => Changes::apply(self, cx, &action).await,
            Err(error) => StepEnd::Failed(unreadable(self.service_id(), action, &error)).into(),
        }
    }

    async fn poll(&self, cx: &Cx, action: &ProviderData, task: &Task) -> StepEnd {
        match action.read::<C::Action>() {
            Ok(action) => Changes::poll(self, cx, &action, task).await,
            Err(error) => StepEnd::Unknown(unreadable(self.service_id(), action, &error)),
        }
    }
}

fn erased<A: ProviderRecord>(
    service: &ServiceId,
    draft: StepDraft<A>,
) -> Result<StepDraft<ProviderData>, ProviderError> {
    let action = ProviderData::of(&draft.action)
        .map_err(|error| failure(service, ErrorKind::Malformed, A::NAME, &error.to_string()))?;
    Ok(StepDraft {
        action,
        after: draft.after,
        reversibility: draft.reversibility,
        residuals: draft.residuals,
        previews: draft.previews,
        facts: draft.facts,
        saves: draft.saves,
    })
}

fn unreadable(service: &ServiceId, action: &ProviderData, error: &DataError) -> ProviderError {
    let kind = match error {
        DataError::Newer { .. } => ErrorKind::Refused {
            code: "newer".to_owned(),
        },
        DataError::Foreign { .. } | DataError::Damaged { .. } | DataError::Unwritable { .. } => {
            ErrorKind::Malformed
        }
    };
    failure(service, kind, action.name(), &error.to_string())
}
