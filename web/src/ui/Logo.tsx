// The mark: a causeway over water.

/** Decorative. */
export function Logo({ size = 56 }: { size?: number }) {
	return (
		<svg viewBox="0 0 512 512" width={size} height={size} aria-hidden="true" focusable="false">
			<rect width="512" height="512" rx="140" fill="#0b7a75" />
			<g fill="none" stroke="#fff" strokeLinecap="round" strokeLinejoin="round" strokeWidth="30">
				<path d="M92 214h328M150 166v96M256 166v96M362 166v96" />
				<path d="M92 344c41-44 82-44 123 0s82 44 123 0 54-44 82-22" opacity=".85" />
			</g>
		</svg>
	);
}
