//! Finalizations of which this validator has none, asked of its peers.
//!
//! A block that was made final through its child has no finalization of its own here, while a peer may
//! have seen a quorum's votes for that very block. A receipt by such a finalization is shorter than one
//! that goes up through children ([`crate::receipts`]).
//!
//! # Rules
//!
//! * All peers are asked once, however many wait. Whoever waits hears each answer as it comes, and its
//!   stream ends once all peers have answered.
//! * Nothing here is verified: whoever hears an answer does.
//! * At most [`WANTED_MAX`] heights are asked for at a time; a height for which nobody waits any more is
//!   forgotten.
use protocol::finalization::Finalization;
use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{
    Notify,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// How many heights are asked for at a time.
pub const WANTED_MAX: usize = 64;

/// Who waits for a height, and which peers have answered.
#[derive(Default)]
struct Question {
    waiting: Vec<UnboundedSender<Finalization>>,
    answered: BTreeSet<usize>,
}

#[derive(Default)]
struct Asked {
    questions: BTreeMap<u64, Question>,
    untold: Vec<u64>,
}

/// What is asked of the peers.
pub struct Wanted {
    peers: usize,
    asked: Mutex<Asked>,
    news: Notify,
}

impl Wanted {
    /// Of so many peers.
    pub fn new(peers: usize) -> Self {
        Self { peers, asked: Mutex::default(), news: Notify::new() }
    }

    fn asked(&self) -> MutexGuard<'_, Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The peers' answers about the block at a height; it ends at once where too much is asked already.
    pub fn ask(&self, height: u64) -> UnboundedReceiver<Finalization> {
        let (sender, answers) = unbounded_channel();
        let mut asked = self.asked();
        asked.questions.retain(|_, question| question.waiting.iter().any(|waits| !waits.is_closed()));
        if let Some(question) = asked.questions.get_mut(&height) {
            question.waiting.push(sender);
        } else if asked.questions.len() < WANTED_MAX && self.peers > 0 {
            asked.questions.insert(height, Question { waiting: vec![sender], ..Question::default() });
            asked.untold.push(height);
            self.news.notify_one();
        }
        answers
    }

    /// The heights that the peers were not asked for yet, once there are any.
    pub(crate) async fn untold(&self) -> Vec<u64> {
        self.news.notified().await;
        mem::take(&mut self.asked().untold)
    }

    /// What a peer answered.
    pub(crate) fn answered(&self, peer: usize, height: u64, finalization: Option<&Finalization>) {
        let mut asked = self.asked();
        let Some(question) = asked.questions.get_mut(&height) else { return };
        if !question.answered.insert(peer) {
            return;
        }
        if let Some(finalization) = finalization {
            // Whoever waits no more needs it no more.
            question.waiting.retain(|waits| waits.send(finalization.clone()).is_ok());
        }
        if question.answered.len() >= self.peers || question.waiting.is_empty() {
            asked.questions.remove(&height);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finalization(view: u64) -> Finalization {
        Finalization { epoch: 0, view, parent_view: 0, signature: [7; 48] }
    }

    #[tokio::test]
    async fn everyone_who_waits_hears_each_answer_until_all_peers_have_answered() {
        let wanted = Wanted::new(3);
        let (mut first, mut second) = (wanted.ask(7), wanted.ask(7));
        assert_eq!(wanted.untold().await, [7], "asked once");
        wanted.answered(0, 7, None);
        wanted.answered(1, 7, Some(&finalization(9)));
        wanted.answered(1, 7, Some(&finalization(10)));
        wanted.answered(2, 7, Some(&finalization(11)));
        wanted.answered(2, 8, Some(&finalization(12)));
        for waits in [&mut first, &mut second] {
            assert_eq!(waits.recv().await.map(|one| one.view), Some(9));
            assert_eq!(waits.recv().await.map(|one| one.view), Some(11), "a peer answers once");
            assert_eq!(waits.recv().await, None);
        }
    }

    #[tokio::test]
    async fn no_more_is_asked_than_the_bound_and_what_nobody_waits_for_is_forgotten() {
        let wanted = Wanted::new(3);
        let mut waiting: Vec<_> = (0..64).map(|height| wanted.ask(height)).collect();
        assert_eq!(wanted.ask(64).recv().await, None);
        assert_eq!(wanted.untold().await.len(), WANTED_MAX);
        waiting.pop();
        let _more = wanted.ask(64);
        assert_eq!(wanted.untold().await, [64]);
        assert_eq!(Wanted::new(0).ask(1).recv().await, None, "nobody to ask");
    }
}
