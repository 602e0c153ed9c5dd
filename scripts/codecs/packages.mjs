/** Debian's source packages, with the sha256 of what each is made of. */
export const packages = {
  'libjpeg-turbo': {
    version: '1:2.1.5-2',
    files: {
      'libjpeg-turbo_2.1.5.orig.tar.gz': '254f3642b04e309fee775123133c6464181addc150499561020312ec61c1bf7c',
      'libjpeg-turbo_2.1.5-2.debian.tar.xz':
        'cdb2433c2f7101345c1ffa14efb943787c675b86354691a32490845fe4bc9237',
    },
  },
  libdeflate: {
    version: '1.14-1',
    files: {
      'libdeflate_1.14.orig.tar.gz': '89e7df898c37c3427b0f39aadcf733731321a278771d20fc553f92da8d4808ac',
      'libdeflate_1.14-1.debian.tar.xz': '4794c379cc4e77eaeb283620bd80a7ce57b858af508f80ba6d5efbc4bcb10434',
    },
    // Defined in inflate-all.c. The block has codes of its own.
    line: {
      file: 'lib/decompress_template.h',
      behind: '\t\td->static_codes_loaded = false;\n',
      add: '\t\tcount_block();\n',
    },
  },
  zlib: {
    version: '1:1.2.13.dfsg-1',
    files: {
      'zlib_1.2.13.dfsg.orig.tar.bz2': '71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1',
      'zlib_1.2.13.dfsg-1.debian.tar.xz': 'f66cf3d4f2d7defcd4d1fd1fb0a11ee39f1e01b42ec7d059c9dc5c1695133c44',
    },
  },
  libwebp: {
    version: '1.2.4-0.2+deb12u1',
    files: {
      'libwebp_1.2.4.orig.tar.gz': '7bf5a8a28cc69bcfa8cb214f2c3095703c6b73ac5fba4d5480c205331d9494df',
      'libwebp_1.2.4-0.2+deb12u1.debian.tar.xz':
        '69cdba4dfe2e1b34d55fa80c1b29c31cacd40dd183812d6bcca7e508a2f7afcd',
    },
    // Defined in counted.c. The picture changes its codes so often.
    line: {
      file: 'src/dec/vp8l_dec.c',
      behind: '    hdr->huffman_subsample_bits_ = huffman_precision;\n',
      add: '    { extern void count_code_changes(int); count_code_changes(huffman_pixs); }\n',
    },
  },
  libde265: {
    version: '1.0.11-1+deb12u2',
    files: {
      'libde265_1.0.11.orig.tar.gz': '2f8f12cabbdb15e53532b7c1eb964d4e15d444db1be802505e6ac97a25035bab',
      'libde265_1.0.11-1+deb12u2.debian.tar.xz':
        '81de2919da09690f2fb80383fcc68cda397bfed878a010061627f7794e278f4b',
    },
  },
  dav1d: {
    version: '1.0.0-2+deb12u1',
    files: {
      'dav1d_1.0.0.orig.tar.xz': '51737db7e4897e599684f873a4725176dd3c779e639411d7c4fce134bb5ebb82',
      'dav1d_1.0.0-2+deb12u1.debian.tar.xz':
        'ae53e2bda2a18275cc66570194fced9b9681df2b3b8e041586a26a59d69a727e',
    },
  },
  libheif: {
    version: '1.15.1-1+deb12u1',
    files: {
      'libheif_1.15.1.orig.tar.gz': '28d5a376fe7954d2d03453f983aaa0b7486f475c27c7806bda31df9102325556',
      'libheif_1.15.1-1+deb12u1.debian.tar.xz':
        'f3a042fce4231e8feddd032bf93b808a6db96614c20888b78d1042a15e378817',
    },
  },
};
