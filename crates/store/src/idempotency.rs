//! 幂等键: a request that was acknowledged and comes again gets the same answer, and nothing is done
//! a second time: the key is stored in the transaction of the act itself.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sunlot_sortition::digest::Digest;
use sunlot_sortition::time::UtcSecond;

use crate::column::Column;
use crate::connection::Connection;
use crate::error::StoreError;

/// The key of one request.
#[derive(Debug, Clone)]
pub struct Once {
    /// Account that sends it, or `-`.
    pub account: String,
    /// The key, 8 to 128 characters, chosen by the client.
    pub key: String,
    /// Digest of what is asked: method, path and body.
    pub request: Digest,
}

impl Once {
    /// What the request was answered before.
    pub(crate) fn answered<T: DeserializeOwned>(
        &self,
        connection: &mut Connection,
    ) -> Result<Option<T>, StoreError> {
        let rows = connection.query(
            "SELECT request_digest, response FROM idempotency \
             WHERE account = ?1 AND request_key = ?2",
            &[self.account.to_value(), self.key.to_value()],
        )?;
        let Some(mut row) = rows.into_iter().next() else { return Ok(None) };
        if row.take::<Digest>()? != self.request {
            return Err(StoreError::KeyReused);
        }
        let response: String = row.take()?;
        let read = serde_json::from_str(&response);
        read.map(Some).map_err(|e| StoreError::Corrupt(e.to_string()))
    }

    /// Keeps the answer.
    pub(crate) fn remember<T: Serialize>(
        &self,
        connection: &mut Connection,
        time: UtcSecond,
        answer: &T,
    ) -> Result<(), StoreError> {
        let response = serde_json::to_string(answer);
        let response = response.map_err(|e| StoreError::Statement(e.to_string()))?;
        connection.execute(
            "INSERT INTO idempotency (account, request_key, request_digest, response, time) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            &[
                self.account.to_value(),
                self.key.to_value(),
                self.request.to_value(),
                response.to_value(),
                time.to_value(),
            ],
        )?;
        Ok(())
    }
}
