// Compute loops for WasmComparison. Built with Debian's rustc 1.63:
//   rustc -O -C target-cpu=mvp -C panic=abort -C lto=fat -C linker=wasm-ld-14 --target wasm32-unknown-unknown --crate-type cdylib kernels.rs -o k.wasm
//   wasm-opt --mvp-features --strip-debug --strip-producers k.wasm -o kernels.wasm
#![no_std]
#![no_main]
#[panic_handler] fn p(_: &core::panic::PanicInfo) -> ! { loop {} }
static mut BUF: [u32; 65536] = [0; 65536];
#[no_mangle] pub extern "C" fn sieve(rounds: u32) -> u32 {
    let b = unsafe { &mut *core::ptr::addr_of_mut!(BUF) };
    let mut c = 0;
    for _ in 0..rounds {
        for x in b.iter_mut() { *x = 1; }
        let n = b.len(); let mut i = 2; c = 0;
        while i < n { if b[i] != 0 { c += 1; let mut j = i * 2; while j < n { b[j] = 0; j += i; } } i += 1; }
    }
    c
}
#[inline(never)] fn fibr(n: u32) -> u32 { if n < 2 { n } else { fibr(n-1).wrapping_add(fibr(n-2)) } }
#[no_mangle] pub extern "C" fn fib(n: u32) -> u32 { fibr(n) }
fn comp(st: &mut [u32;8], blk: &[u8;64]) {
    const K: [u32;64] = [0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,0xd807aa98,0x12835b01,0x243185be,0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,0x76f988da,0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,0x27b70a85,0x2e1b2138,0x4d2c6dfc,0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,0x106aa070,0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,0x748f82ee,0x78a5636f,0x84c87814,0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2];
    let mut w = [0u32;64];
    for i in 0..16 { w[i] = u32::from_be_bytes([blk[4*i],blk[4*i+1],blk[4*i+2],blk[4*i+3]]); }
    for i in 16..64 { let s0=w[i-15].rotate_right(7)^w[i-15].rotate_right(18)^(w[i-15]>>3); let s1=w[i-2].rotate_right(17)^w[i-2].rotate_right(19)^(w[i-2]>>10); w[i]=w[i-16].wrapping_add(s0).wrapping_add(w[i-7]).wrapping_add(s1); }
    let [mut a,mut b,mut c,mut d,mut e,mut f,mut g,mut h]=*st;
    for i in 0..64 { let s1=e.rotate_right(6)^e.rotate_right(11)^e.rotate_right(25); let ch=(e&f)^(!e&g); let t1=h.wrapping_add(s1).wrapping_add(ch).wrapping_add(K[i]).wrapping_add(w[i]); let s0=a.rotate_right(2)^a.rotate_right(13)^a.rotate_right(22); let mj=(a&b)^(a&c)^(b&c); let t2=s0.wrapping_add(mj); h=g;g=f;f=e;e=d.wrapping_add(t1);d=c;c=b;b=a;a=t1.wrapping_add(t2); }
    for (s,v) in st.iter_mut().zip([a,b,c,d,e,f,g,h]) { *s=s.wrapping_add(v); }
}
#[no_mangle] pub extern "C" fn sha(rounds: u32) -> u32 {
    let mut st=[0x6a09e667,0xbb67ae85,0x3c6ef372,0xa54ff53a,0x510e527f,0x9b05688c,0x1f83d9ab,0x5be0cd19]; let mut blk=[7u8;64];
    for i in 0..rounds { blk[0]=i as u8; comp(&mut st,&blk); } st[0]
}
#[no_mangle] pub extern "C" fn mulmod(n: u32) -> u64 { let mut x=0x123456789abcdefu64; for i in 0..n { x = x.wrapping_mul(6364136223846793005).wrapping_add(i as u64); x ^= x >> 17; x = x.rotate_left(11); } x }
#[no_mangle] pub extern "C" fn matmul(r: u32) -> f64 { let mut a=[[0f64;32];32]; let mut b=a; let mut c=a; for i in 0..32 { for j in 0..32 { a[i][j]=(i+j) as f64; b[i][j]=(i*j) as f64*0.5; } } for _ in 0..r { for i in 0..32 { for j in 0..32 { let mut s=0.0; for k in 0..32 { s+=a[i][k]*b[k][j]; } c[i][j]=s; } } a[0][0]+=1.0; } c[31][31] }
