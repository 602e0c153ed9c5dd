/* JPEG by libjpeg-turbo: scaled as it is decoded, and judged by what was decoded, not by how many warnings came. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
#include "jerror.h"
#include "jhuff.h"
#include "sink.h"

static struct jpeg_decompress_struct jpeg;
static struct jpeg_error_mgr errors;
static struct jpeg_source_mgr source;
static const JOCTET end_of_image[2] = {0xff, JPEG_EOI};

/* Whether the file ended where more was asked of it, and whether bytes were found that mean nothing. */
static int ran_dry, garbled;
/* Whether a restart marker had another number than its place, and behind how many units the first. */
static int misnumbered;
static uint32_t first_misnumbered;
/* Behind how many units bytes were skipped last, on the way to a marker. */
static uint32_t skipped_at;
/* Units (MCUs) of the scan under way that had their bytes; counted no further once one had not. */
static uint32_t units_read, units_lost, first_lost;
static boolean (*read_unit)(j_decompress_ptr, JBLOCKROW *);
static void (*start_scan)(j_decompress_ptr);

static void on_error(j_common_ptr info) {
  switch (info->err->msg_code) {
    case JERR_OUT_OF_MEMORY: fail(fault_memory);
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_CCIR601_NOTIMPL: fail(fault_sampling);
    default: fail(ran_dry ? fault_cut : fault_damaged);
  }
}

/*
 * Of the decoder's warnings only these mean that pixels are not those of the photo. That the data of a scan end early is
 * counted unit by unit instead.
 */
static void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA: skipped_at = units_read; break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
      if (!garbled) first_lost = units_read;
      garbled = 1;
  }
}

static void no_output(j_common_ptr info) {}

static boolean fill(j_decompress_ptr info) {
  ran_dry = 1;
  source.next_input_byte = end_of_image;
  source.bytes_in_buffer = 2;
  return TRUE;
}

static void skip(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if ((size_t)count > source.bytes_in_buffer) {
    fill(info);
    return;
  }
  source.next_input_byte += count;
  source.bytes_in_buffer -= count;
}

/*
 * Some cameras number their restart markers wrongly. Where one stands right behind the bits of its units, its number does not matter: whether
 * there are as many as the picture has is seen at its end. Else units are lost.
 */
static boolean resync(j_decompress_ptr info, int wanted) {
  const int found = info->unread_marker;
  const int skipped = skipped_at == units_read || info->marker->discarded_bytes > 0;
  if (found < JPEG_RST0 || found > JPEG_RST0 + 7 || skipped) return jpeg_resync_to_restart(info, wanted);
  if (!misnumbered) first_misnumbered = units_read;
  misnumbered = 1;
  info->unread_marker = 0;
  return TRUE;
}

/* Whether one more restart marker comes, with something behind it. */
static int has_more_units(void) {
  const JOCTET *at = source.next_input_byte, *const end = at + source.bytes_in_buffer;
  int marker = jpeg.unread_marker;
  for (; marker == 0 && end - at >= 2; at++) {
    if (at[0] == 0xff && at[1] != 0 && at[1] != 0xff) marker = *++at;
  }
  return marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7 && end - at >= 2 && !(at[0] == 0xff && at[1] != 0);
}

static void no_source(j_decompress_ptr info) {}

static boolean counted_unit(j_decompress_ptr info, JBLOCKROW *blocks) {
  const boolean done = read_unit(info, blocks);
  if (info->entropy->insufficient_data) {
    if (units_lost++ == 0 && !garbled) first_lost = units_read;
  }
  units_read++;
  return done;
}

static void pick_decoder(void) {
  if (jpeg.progressive_mode) return;
  fast_units_begin(&jpeg);
  read_unit = fast_unit;
}

/* A decoder picks its function for units anew with every scan. */
static void counted_scan(j_decompress_ptr info) {
  start_scan(info);
  if (info->entropy->decode_mcu != counted_unit) {
    read_unit = info->entropy->decode_mcu;
    info->entropy->decode_mcu = counted_unit;
  }
  pick_decoder();
  units_read = units_lost = 0;
  skipped_at = UINT32_MAX;
  misnumbered = 0;
}

static uint32_t units_of_scan(void) {
  return jpeg.MCUs_per_row * jpeg.MCU_rows_in_scan;
}

/* The last unit may lack bits: encoders differ in how they pad it, and cameras drop the byte. */
static void judge_scan(void) {
  const uint32_t expected = units_of_scan();
  if (misnumbered && !garbled && has_more_units()) {
    garbled = 1;
    first_lost = units_read;
  }
  if (!garbled && (units_lost == 0 || (units_lost == 1 && first_lost == expected - 1))) return;
  job.present = misnumbered && first_misnumbered < first_lost ? first_misnumbered : first_lost;
  job.expected = expected;
  fail(garbled ? fault_damaged : fault_cut);
}

/* Whether every coefficient of every component is known to its last bit. */
static int all_known(const uint8_t *seen) {
  for (int index = 0; index < jpeg.num_components; index++) {
    if (!jpeg.progressive_mode) {
      if (!seen[index]) return 0;
      continue;
    }
    for (int coefficient = 0; coefficient < DCTSIZE2; coefficient++) {
      if (jpeg.coef_bits[index][coefficient] != 0) return 0;
    }
  }
  return 1;
}

/* Reads scans until nothing is missing, or the file has no more. What stands behind that is never looked at. */
static void read_scans(void) {
  uint8_t seen[MAX_COMPONENTS] = {0};
  uint32_t scans = 0;
  for (;;) {
    const int status = jpeg_consume_input(&jpeg);
    if (status == JPEG_REACHED_EOI) break;
    if (status != JPEG_SCAN_COMPLETED) continue;
    scans++;
    judge_scan();
    for (int index = 0; index < jpeg.comps_in_scan; index++) seen[jpeg.cur_comp_info[index]->component_index] = 1;
    if (all_known(seen)) return;
  }
  /* Encoders may leave out what is zero everywhere; a file that just ends has left out more. */
  if (scans == 0 || ran_dry) {
    job.present = job.expected = 0;
    fail(fault_cut);
  }
  for (int index = 0; index < jpeg.num_components; index++) {
    if (!seen[index]) fail(fault_cut);
  }
}

/* Four-component pictures hold inverted ink, with Adobe's marker or without: browsers know no other. */
static void ink_to_rgb(uint8_t *to, const uint8_t *from, uint32_t count) {
  for (; count > 0; count--, from += 4, to += 3) {
    const uint32_t light = from[3];
    for (int channel = 0; channel < 3; channel++) to[channel] = (uint8_t)((from[channel] * light + 127) / 255);
  }
}

/* Decodes into `job`. Returns when the picture is whole, and fails otherwise. */
void decode_jpeg(const uint8_t *bytes, uint32_t size) {
  ran_dry = garbled = misnumbered = 0;
  skipped_at = UINT32_MAX;
  units_read = units_lost = first_lost = 0;
  jpeg_std_error(&errors);
  errors.error_exit = on_error;
  errors.emit_message = on_message;
  errors.output_message = no_output;
  jpeg.err = &errors;
  jpeg_create_decompress(&jpeg);
  source.next_input_byte = bytes;
  source.bytes_in_buffer = size;
  source.init_source = no_source;
  source.fill_input_buffer = fill;
  source.skip_input_data = skip;
  source.resync_to_restart = resync;
  source.term_source = no_source;
  jpeg.src = &source;

  jpeg_read_header(&jpeg, TRUE);
  if (jpeg.image_width != job.width || jpeg.image_height != job.height) fail(fault_mismatch);
  const int ink = jpeg.num_components == 4;
  jpeg.out_color_space = ink ? JCS_CMYK : JCS_RGB;
  jpeg.scale_num = job.eighths;
  jpeg.scale_denom = 8;
  jpeg.dct_method = JDCT_ISLOW;
  jpeg.do_block_smoothing = FALSE;
  jpeg.buffered_image = jpeg_has_multiple_scans(&jpeg);
  jpeg_start_decompress(&jpeg);
  start_scan = jpeg.entropy->start_pass;
  jpeg.entropy->start_pass = counted_scan;
  read_unit = jpeg.entropy->decode_mcu;
  jpeg.entropy->decode_mcu = counted_unit;
  pick_decoder();
  if (jpeg.buffered_image) {
    read_scans();
    jpeg_start_output(&jpeg, jpeg.input_scan_number);
  }

  sink_begin(jpeg.output_width, jpeg.output_height, jpeg.output_width, jpeg.output_height);
  uint8_t *quads = ink ? need(jpeg.output_width * 4 + 64) : 0;
  while (jpeg.output_scanline < jpeg.output_height) {
    uint8_t *to = sink_row();
    JSAMPROW rows[1] = {ink ? quads : to};
    jpeg_read_scanlines(&jpeg, rows, 1);
    if (ink) ink_to_rgb(to, quads, jpeg.output_width);
    sink_push();
    /* No more is decoded of what is refused anyway. */
    if (!jpeg.buffered_image && (garbled || units_lost > 1)) judge_scan();
  }
  if (!jpeg.buffered_image) judge_scan();
  sink_end();
}
