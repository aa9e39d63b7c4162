//! Forget, reset, export and import, by real processes, while servers run and after they ended.
mod canaries;
mod damage;
mod desk;
mod files;
mod forget;
mod kills;
mod merge;
mod requests;
mod round_trip;
