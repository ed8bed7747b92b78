//! Surfaces of graphics memory, by Apple's frameworks. Never run on a Mac.
//!
//! The headless tool is not linked with them: they are opened when a surface is asked for, and stay.
#![expect(unsafe_code, reason = "Apple's frameworks are called here")]

use crate::model::units::Bytes;
use crate::platform::macos::surfaces::{Shape, Surface};
use crate::platform::memory::page_size;
use libc::{c_int, c_void};
use std::ffi::CStr;
use std::mem::size_of;
use std::ptr::{self, NonNull};
use std::slice;

type Object = NonNull<c_void>;

const CORE_FOUNDATION: &CStr = c"/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";
const IO_SURFACE: &CStr = c"/System/Library/Frameworks/IOSurface.framework/IOSurface";
/// `kCFNumberSInt64Type` (`<CoreFoundation/CFNumber.h>`).
const INTEGER_64: isize = 4;

/// What is called of both frameworks.
#[derive(Clone, Copy, Debug)]
struct Frameworks {
    release: unsafe extern "C" fn(Object),
    number: unsafe extern "C" fn(*const c_void, isize, *const i64) -> Option<Object>,
    dictionary: unsafe extern "C" fn(
        *const c_void,
        *const Object,
        *const Object,
        isize,
        *const c_void,
        *const c_void,
    ) -> Option<Object>,
    key_calls: Object,
    value_calls: Object,
    /// Width, height, bytes of a pixel, bytes in all.
    keys: [Object; 4],
    create: unsafe extern "C" fn(Object) -> Option<Object>,
    lock: unsafe extern "C" fn(Object, u32, *mut u32) -> c_int,
    unlock: unsafe extern "C" fn(Object, u32, *mut u32) -> c_int,
    base: unsafe extern "C" fn(Object) -> Option<NonNull<u8>>,
    size: unsafe extern "C" fn(Object) -> usize,
}

impl Frameworks {
    fn open() -> Option<Self> {
        let (foundation, surfaces) = (library(CORE_FOUNDATION)?, library(IO_SURFACE)?);
        Some(Self {
            // SAFETY: `void CFRelease(CFTypeRef)`.
            release: unsafe { function(foundation, c"CFRelease") }?,
            // SAFETY: `CFNumberRef CFNumberCreate(CFAllocatorRef, CFNumberType, const void *)`; the type is a `CFIndex`.
            number: unsafe { function(foundation, c"CFNumberCreate") }?,
            // SAFETY: `CFDictionaryRef CFDictionaryCreate(CFAllocatorRef, const void **, const void **, CFIndex, const
            // CFDictionaryKeyCallBacks *, const CFDictionaryValueCallBacks *)`.
            dictionary: unsafe { function(foundation, c"CFDictionaryCreate") }?,
            key_calls: symbol(foundation, c"kCFTypeDictionaryKeyCallBacks")?,
            value_calls: symbol(foundation, c"kCFTypeDictionaryValueCallBacks")?,
            keys: [
                constant(surfaces, c"kIOSurfaceWidth")?,
                constant(surfaces, c"kIOSurfaceHeight")?,
                constant(surfaces, c"kIOSurfaceBytesPerElement")?,
                constant(surfaces, c"kIOSurfaceAllocSize")?,
            ],
            // SAFETY: `IOSurfaceRef IOSurfaceCreate(CFDictionaryRef)`.
            create: unsafe { function(surfaces, c"IOSurfaceCreate") }?,
            // SAFETY: `IOReturn IOSurfaceLock(IOSurfaceRef, IOSurfaceLockOptions, uint32_t *)`; options are a `uint32_t`.
            lock: unsafe { function(surfaces, c"IOSurfaceLock") }?,
            // SAFETY: `IOReturn IOSurfaceUnlock(IOSurfaceRef, IOSurfaceLockOptions, uint32_t *)`.
            unlock: unsafe { function(surfaces, c"IOSurfaceUnlock") }?,
            // SAFETY: `void *IOSurfaceGetBaseAddress(IOSurfaceRef)`.
            base: unsafe { function(surfaces, c"IOSurfaceGetBaseAddress") }?,
            // SAFETY: `size_t IOSurfaceGetAllocSize(IOSurfaceRef)`.
            size: unsafe { function(surfaces, c"IOSurfaceGetAllocSize") }?,
        })
    }

    fn own(self, object: Object) -> Owned {
        Owned { object, release: self.release }
    }

    fn number(self, value: u64) -> Option<Owned> {
        let value = i64::try_from(value).ok()?;
        // SAFETY: no allocator is the usual one; the value is read during the call, and is of the kind that is said.
        let number = unsafe { (self.number)(ptr::null(), INTEGER_64, &raw const value) };
        number.map(|number| self.own(number))
    }

    fn properties(self, shape: Shape) -> Option<Owned> {
        let values = [shape.width, shape.height, shape.pixel, shape.size.get()];
        let numbers: Vec<_> = values.into_iter().map(|value| self.number(value)).collect::<Option<_>>()?;
        let objects: Vec<_> = numbers.iter().map(|number| number.object).collect();
        let (keys, count) = (&self.keys, isize::try_from(objects.len()).ok()?);
        let (key_calls, value_calls) = (self.key_calls.as_ptr(), self.value_calls.as_ptr());
        // SAFETY: there are `count` objects in both lists, which live through the call; with these calls, of CoreFoundation
        // itself, the dictionary keeps them alive from then on.
        let list = unsafe {
            (self.dictionary)(ptr::null(), keys.as_ptr(), objects.as_ptr(), count, key_calls, value_calls)
        };
        list.map(|list| self.own(list))
    }
}

/// An object that is ours: it is released when it is dropped.
#[derive(Debug)]
struct Owned {
    object: Object,
    release: unsafe extern "C" fn(Object),
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: a function with "Create" in its name gave the object, so one reference is ours, and this gives it back.
        unsafe { (self.release)(self.object) };
    }
}

/// A surface whose memory this process has mapped.
#[derive(Debug)]
pub(in crate::platform) struct IoSurface {
    surface: Owned,
    frameworks: Frameworks,
}

impl Surface for IoSurface {
    fn create(shape: Shape) -> Option<Self> {
        let frameworks = Frameworks::open()?;
        let properties = frameworks.properties(shape)?;
        // SAFETY: takes a dictionary of properties, and gives a surface or nothing.
        let surface = unsafe { (frameworks.create)(properties.object) }?;
        Some(Self { surface: frameworks.own(surface), frameworks })
    }

    fn size(&self) -> Bytes {
        // SAFETY: the surface is ours, hence it is there.
        let size = unsafe { (self.frameworks.size)(self.surface.object) };
        Bytes::new(size as u64)
    }

    fn touch(&mut self, value: u8) {
        let (object, calls) = (self.surface.object, self.frameworks);
        // SAFETY: the surface is ours; nobody wants to know how often it was changed.
        if unsafe { (calls.lock)(object, 0, ptr::null_mut()) } != 0 {
            return;
        }
        let (length, page) = (self.size().get(), page_size().get());
        let (length, page) = (usize::try_from(length).unwrap_or(0), usize::try_from(page).unwrap_or(1));
        // SAFETY: the surface is locked, hence mapped.
        if let Some(base) = unsafe { (calls.base)(object) } {
            // SAFETY: a surface that is locked has so many bytes there, to be read and written; nobody else knows of it.
            let bytes = unsafe { slice::from_raw_parts_mut(base.as_ptr(), length) };
            bytes.iter_mut().step_by(page).for_each(|byte| *byte = value);
        }
        // SAFETY: it was locked above, in the same way, and no reference into it is left.
        let _unlocked = unsafe { (calls.unlock)(object, 0, ptr::null_mut()) };
    }
}

/// Opens a framework; it stays open.
fn library(path: &CStr) -> Option<Object> {
    // SAFETY: the path ends with a NUL, and Apple's frameworks may be opened at any time.
    NonNull::new(unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY) })
}

/// The address of what a framework has under a name.
fn symbol(library: Object, name: &CStr) -> Option<Object> {
    // SAFETY: the library is open, and the name ends with a NUL.
    NonNull::new(unsafe { libc::dlsym(library.as_ptr(), name.as_ptr()) })
}

/// The object that a framework keeps under a name.
fn constant(library: Object, name: &CStr) -> Option<Object> {
    let place = symbol(library, name)?.cast::<Option<Object>>();
    // SAFETY: these names are those of variables that hold a `CFStringRef`, set before anyone can find them.
    unsafe { place.read() }
}

/// A function of a framework.
///
/// # Safety
/// `F` must be the type of a pointer to that function.
unsafe fn function<F: Copy>(library: Object, name: &CStr) -> Option<F> {
    const { assert!(size_of::<F>() == size_of::<Object>()) };
    let symbol = symbol(library, name)?;
    // SAFETY: the caller says that `F` points to this function, and it is as long as any pointer.
    Some(unsafe { std::mem::transmute_copy::<Object, F>(&symbol) })
}
