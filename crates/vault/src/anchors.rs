//! Anchors of the access log: which rows the next one covers, and the root over them.
//!
//! An anchor is a filing like any other, so the last final one says where the next begins, also after a
//! restart. Records are numbered from 0: record *n* is the row of sequence *n* + 1. The root is that of
//! the RFC 6962 tree over the rows' digests, each of which chains the row to all before it.
use crate::{
    access,
    error::Fault,
    filing::{self, NewestOf, Subject},
    steps::writing,
    vault::Store,
};
use protocol::{Body, Digest, entry::Anchor};

/// Where the anchoring of the access log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchoring {
    /// The ordinal of the next anchor.
    pub ordinal: u64,
    /// The first record that no final anchor covers.
    pub first: u64,
    /// Whether an anchor was filed that has no outcome yet; no other is made before that.
    pub under_way: bool,
    /// When the last final anchor was made, in milliseconds since 1970; before the first, when this was
    /// asked for the first time.
    pub since_ms: u64,
    /// When an anchor was filed last, whatever became of it, in milliseconds since 1970.
    pub tried_ms: Option<u64>,
    /// When the oldest row was written that no final anchor covers.
    pub oldest_ms: Option<u64>,
}

pub(crate) async fn standing(store: &Store, now_ms: u64) -> Result<Anchoring, Fault> {
    let last = filing::newest(store, Subject::AccessLog, NewestOf::Final).await?;
    let last = last.and_then(|filing| {
        let entry = filing.signed.entry();
        if let Body::AccessAnchor(anchor) = &entry.body { Some((*anchor, entry.signed_at)) } else { None }
    });
    let under_way = filing::newest(store, Subject::AccessLog, NewestOf::Accepted).await?.is_some();
    let tried = filing::newest(store, Subject::AccessLog, NewestOf::Any).await?;
    let tried_ms = tried.map(|filing| filing.created_ms);
    let (ordinal, first, since_ms) = match last {
        Some((anchor, made_ms)) => {
            let next = anchor.first.saturating_add(u64::from(anchor.count));
            (anchor.ordinal.saturating_add(1), next, made_ms)
        }
        None => (1, 0, since(store, now_ms).await?),
    };
    let oldest_ms = access::written_ms(store, first.saturating_add(1)).await?;
    Ok(Anchoring { ordinal, first, under_way, since_ms, tried_ms, oldest_ms })
}

/// When anchoring began, which is now where it did not.
async fn since(store: &Store, now_ms: u64) -> Result<u64, Fault> {
    let query = sqlx::query_scalar::<_, Option<i64>>("SELECT anchors_since_ms FROM vault");
    if let Some(since_ms) = query.fetch_one(&store.readers).await? {
        return Ok(since_ms.cast_unsigned());
    }
    let mut transaction = writing(store).await?;
    sqlx::query("UPDATE vault SET anchors_since_ms = ? WHERE anchors_since_ms IS NULL")
        .bind(now_ms.cast_signed())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(now_ms)
}

/// The anchor `ordinal` over all rows from the record `first` on, which must follow their chain.
pub(crate) async fn next(store: &Store, ordinal: u64, first: u64) -> Result<Anchor, Fault> {
    let (count, root): (u32, Digest) = access::root_from(store, first).await?;
    Ok(Anchor { ordinal, first, count, root })
}
