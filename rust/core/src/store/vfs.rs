//! A layer between SQLite and the disk that gives every page of an index a checksum.
//!
//! The last 8 bytes of a page are the xxh3 hash of the others, seeded with the page's place in the file; it is written
//! with the page and compared on every read, so a flipped bit, a page of zeros or a page from elsewhere is an error
//! (`SQLITE_IOERR_DATA`) and never a lookup that misses. SQLite's own `cksumvfs` is the model. Files that are not an
//! index pass through untouched, as do the write-ahead log, which has checksums of its own, and temporary files.
//! There is no memory map, since it would go round the check.
#![allow(unsafe_code)]
// SQLite aligns the memory of a file for pointers, which is all that `File` needs; sizes here are small constants.
#![allow(clippy::cast_ptr_alignment, clippy::cast_possible_wrap)]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::sync::OnceLock;

use rusqlite::{Connection, ffi};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::watch;

#[cfg(test)]
use super::faults::{self, Operation};

/// The name under which SQLite knows the layer.
pub const NAME: &CStr = c"paperdedup";
/// Bytes of a page, checksum included. Part of the format.
pub const PAGE: usize = 8192;
/// `pded`, where SQLite files say whose they are.
pub const APPLICATION_ID: i32 = 0x7064_6564;

const CHECKSUM: usize = 8;
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const HEADER: usize = 100;
const APPLICATION_ID_AT: usize = 68;
/// SQLite keeps its locks at this place of a file, and no data.
const LOCK_BYTE: i64 = 0x4000_0000;
/// Not yet named by the bindings: reads of less than a page would go round the check.
const SUBPAGE_READ: c_int = 0x0000_8000;

/// What stands before the file of the layer below in the memory that SQLite gives us.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    /// Whether pages have checksums: the main file of an index.
    checked: bool,
}

/// The layer below, by address; it lives as long as the process.
struct Below(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite's own files systems are made to be called from any thread, and are never freed.
unsafe impl Send for Below {}
// SAFETY: as above.
unsafe impl Sync for Below {}

static BELOW: OnceLock<Option<Below>> = OnceLock::new();

/// Makes the layer known to SQLite; the first call does it. `false` if SQLite has no file system to build on.
pub fn register() -> bool {
    BELOW.get_or_init(install).is_some()
}

fn install() -> Option<Below> {
    // SAFETY: null asks for the default; what is returned stays valid, and is only read.
    let (below, copied) = unsafe {
        let below = ffi::sqlite3_vfs_find(std::ptr::null());
        (below, below.as_ref().copied()?)
    };
    let layer = Box::leak(Box::new(ffi::sqlite3_vfs {
        zName: NAME.as_ptr(),
        pNext: std::ptr::null_mut(),
        szOsFile: copied.szOsFile + size_of::<File>() as c_int,
        xOpen: Some(open),
        ..copied
    }));
    // SAFETY: the layer is complete and lives for ever; all functions but `open` are those of the layer below, which
    // take nothing from the structure but what was copied.
    let code = unsafe { ffi::sqlite3_vfs_register(layer, 0) };
    (code == ffi::SQLITE_OK).then_some(Below(below))
}

/// Sets the end of each page aside for the checksum; before anything is written to a new file.
pub fn reserve(connection: &Connection) -> rusqlite::Result<()> {
    let mut bytes = CHECKSUM as c_int;
    // SAFETY: the handle is open while `connection` is borrowed; SQLite reads and writes one int.
    let code = unsafe {
        let handle = connection.handle();
        let argument = (&raw mut bytes).cast::<c_void>();
        ffi::sqlite3_file_control(
            handle,
            c"main".as_ptr(),
            ffi::SQLITE_FCNTL_RESERVE_BYTES,
            argument,
        )
    };
    if code == ffi::SQLITE_OK {
        return Ok(());
    }
    Err(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None))
}

/// The checksum of a page that stands at `offset`.
fn checksum(page: &[u8], offset: i64) -> [u8; CHECKSUM] {
    xxh3_64_with_seed(&page[..PAGE - CHECKSUM], offset as u64).to_le_bytes()
}

/// A page as it is written at `offset`.
fn sealed(page: &[u8], offset: i64) -> [u8; PAGE] {
    let mut copy = [0; PAGE];
    copy.copy_from_slice(page);
    let sum = checksum(&copy, offset);
    copy[PAGE - CHECKSUM..].copy_from_slice(&sum);
    copy
}

const fn is_page(amount: usize, offset: i64) -> bool {
    amount == PAGE && offset % PAGE as i64 == 0
}

/// Calls a function of the layer below on its part of a file.
macro_rules! below {
    ($file:expr, $function:ident $(, $argument:expr)*) => {{
        let inner = inner($file);
        match (*(*inner).pMethods).$function {
            Some(function) => function(inner $(, $argument)*),
            None => ffi::SQLITE_IOERR,
        }
    }};
}

/// The file of the layer below.
///
/// # Safety
/// `file` was allocated by SQLite with the size that the layer asked for.
unsafe fn inner(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` leaves room for both, and `File` is aligned for whatever follows.
    unsafe { file.cast::<File>().add(1).cast() }
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives memory for both files; the arguments are passed on as they came. A file without methods is
    // one that SQLite does not close.
    unsafe {
        (*file).pMethods = std::ptr::null();
        let Some(Some(Below(vfs))) = BELOW.get() else { return ffi::SQLITE_CANTOPEN };
        let Some(function) = (**vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = function(*vfs, name, inner(file), flags, out_flags);
        if (*inner(file)).pMethods.is_null() {
            return code;
        }
        let main = code == ffi::SQLITE_OK && flags & ffi::SQLITE_OPEN_MAIN_DB != 0;
        let checked = main && is_ours(file);
        file.cast::<File>()
            .write(File { base: ffi::sqlite3_file { pMethods: &raw const METHODS }, checked });
        code
    }
}

/// Whether a file is an index, or empty and about to become one.
///
/// # Safety
/// The layer below has opened the file.
unsafe fn is_ours(file: *mut ffi::sqlite3_file) -> bool {
    let mut header = [0u8; HEADER];
    // SAFETY: the buffer has the size that is named.
    let code = unsafe { below!(file, xRead, header.as_mut_ptr().cast(), HEADER as c_int, 0) };
    let id = &header[APPLICATION_ID_AT..APPLICATION_ID_AT + 4];
    let ours = header.starts_with(MAGIC) && id == APPLICATION_ID.to_be_bytes();
    // SAFETY: the file is open.
    ours || (code == ffi::SQLITE_IOERR_SHORT_READ && unsafe { length(file) } == 0)
}

/// Bytes of a file; 0 if they cannot be told.
///
/// # Safety
/// The layer below has opened the file.
unsafe fn length(file: *mut ffi::sqlite3_file) -> i64 {
    let mut size = 0;
    // SAFETY: the file is open, and SQLite writes one number.
    let code = unsafe { below!(file, xFileSize, &raw mut size) };
    if code == ffi::SQLITE_OK { size } else { 0 }
}

unsafe extern "C" fn read(
    file: *mut ffi::sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    // SAFETY: SQLite calls with an open file and a buffer of that size, which the layer below has filled where it
    // returns OK.
    unsafe {
        let code = below!(file, xRead, buffer, amount, offset);
        let size = amount as usize;
        watch::moved(size / PAGE);
        if !(*file.cast::<File>()).checked || offset + i64::from(amount) <= HEADER as i64 {
            return code;
        }
        match code {
            // Nothing is there: a page that was never written. A part of a page is a file that was cut.
            ffi::SQLITE_IOERR_SHORT_READ if length(file) <= offset => code,
            ffi::SQLITE_OK if is_page(size, offset) => {
                let page = std::slice::from_raw_parts(buffer.cast::<u8>(), size);
                let same = checksum(page, offset) == page[PAGE - CHECKSUM..];
                if same { code } else { ffi::SQLITE_IOERR_DATA }
            }
            ffi::SQLITE_OK | ffi::SQLITE_IOERR_SHORT_READ => ffi::SQLITE_IOERR_DATA,
            _ => code,
        }
    }
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    buffer: *const c_void,
    amount: c_int,
    offset: i64,
) -> c_int {
    #[cfg(test)]
    if let Some(fault) = faults::next(Operation::Write) {
        // SAFETY: half of what SQLite asked for, as a full disk may leave it.
        unsafe { below!(file, xWrite, buffer, amount / 2, offset) };
        return fault;
    }
    if watch::is_over() {
        return ffi::SQLITE_IOERR_WRITE;
    }
    watch::moved(amount as usize / PAGE);
    // SAFETY: SQLite calls with an open file and a buffer of that size.
    unsafe {
        if !((*file.cast::<File>()).checked && is_page(amount as usize, offset)) {
            return below!(file, xWrite, buffer, amount, offset);
        }
        let code = fill(file, offset);
        if code != ffi::SQLITE_OK {
            return code;
        }
        let page = sealed(std::slice::from_raw_parts(buffer.cast::<u8>(), PAGE), offset);
        below!(file, xWrite, page.as_ptr().cast(), amount, offset)
    }
}

/// Writes the pages that SQLite leaves out when it makes a file longer: they are free, and yet it may read them.
///
/// # Safety
/// The layer below has opened the file.
unsafe fn fill(file: *mut ffi::sqlite3_file, end: i64) -> c_int {
    let step = PAGE as i64;
    // SAFETY: the file is open, and every page has the size that is named.
    unsafe {
        let size = length(file);
        let gap = (size - size % step..end).step_by(PAGE).filter(|&at| at != LOCK_BYTE);
        for at in gap {
            let page = sealed(&[0; PAGE], at);
            let code = below!(file, xWrite, page.as_ptr().cast(), PAGE as c_int, at);
            if code != ffi::SQLITE_OK {
                return code;
            }
        }
    }
    ffi::SQLITE_OK
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    #[cfg(test)]
    if let Some(fault) = faults::next(Operation::Sync) {
        return fault;
    }
    // SAFETY: as SQLite called.
    unsafe { below!(file, xSync, flags) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    #[cfg(test)]
    if let Some(fault) = faults::next(Operation::Truncate) {
        return fault;
    }
    // SAFETY: as SQLite called.
    unsafe { below!(file, xTruncate, size) }
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, kind: c_int) -> c_int {
    #[cfg(test)]
    if let Some(fault) = faults::next(Operation::Lock) {
        return fault;
    }
    // SAFETY: as SQLite called.
    unsafe { below!(file, xLock, kind) }
}

unsafe extern "C" fn characteristics(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: as SQLite called.
    unsafe { below!(file, xDeviceCharacteristics) & !SUBPAGE_READ }
}

unsafe extern "C" fn barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as SQLite called.
    unsafe {
        let inner = inner(file);
        if let Some(function) = (*(*inner).pMethods).xShmBarrier {
            function(inner);
        }
    }
}

/// Functions that only pass their arguments on.
macro_rules! passed {
    ($($name:ident = $function:ident($($argument:ident: $kind:ty),*);)*) => {
        $(unsafe extern "C" fn $name(file: *mut ffi::sqlite3_file $(, $argument: $kind)*) -> c_int {
            // SAFETY: as SQLite called.
            unsafe { below!(file, $function $(, $argument)*) }
        })*
    };
}

passed! {
    close = xClose();
    file_size = xFileSize(size: *mut i64);
    unlock = xUnlock(kind: c_int);
    check_lock = xCheckReservedLock(out: *mut c_int);
    control = xFileControl(operation: c_int, argument: *mut c_void);
    sector = xSectorSize();
    shm_map = xShmMap(region: c_int, size: c_int, extend: c_int, out: *mut *mut c_void);
    shm_lock = xShmLock(offset: c_int, count: c_int, flags: c_int);
    shm_unmap = xShmUnmap(delete: c_int);
}

/// Version 2: shared memory for the write-ahead log, and no memory map.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_lock),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
