import { useState } from "react";
import { isElder, setElder } from "./elder";

/** Turns the elder mode on and off. */
export function ElderSwitch() {
    const [on, setOn] = useState(isElder);
    const turn = () => {
        setElder(!on);
        setOn(!on);
    };
    return (
        <button type="button" className="button plain small" aria-pressed={on} onClick={turn}>
            {on ? "标准版" : "大字版"}
        </button>
    );
}
